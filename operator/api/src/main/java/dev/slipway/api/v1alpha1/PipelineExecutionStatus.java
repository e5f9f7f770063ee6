package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** State of a run of a pipeline. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PipelineExecutionStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("Status of the execution, AWS's word.") PipelineExecutionState status,
    @JsonPropertyDescription("One line for people: what happens now or why it ended.")
        String statusSummary,
    @JsonPropertyDescription("When it started. RFC 3339, UTC.") String startTime,
    @JsonPropertyDescription("When it ended. RFC 3339, UTC.") String endTime,
    @JsonPropertyDescription(
            "The definition that this execution keeps, whatever becomes of the pipeline.")
        DefinitionReference definition,
    @JsonPropertyDescription("Its stages so far.") List<StageExecution> stages,
    @JsonPropertyDescription("Its artifacts so far.") List<ArtifactState> artifacts,
    @JsonPropertyDescription("The standard Kubernetes conditions of this object.")
        List<Condition> conditions) {
  public PipelineExecutionStatus {
    stages = stages == null ? List.of() : List.copyOf(stages);
    artifacts = artifacts == null ? List.of() : List.copyOf(artifacts);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}

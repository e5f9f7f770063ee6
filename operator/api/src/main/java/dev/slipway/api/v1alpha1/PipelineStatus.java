package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** State of a pipeline. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PipelineStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("The execution that was started last.") String latestExecution,
    @JsonPropertyDescription("Its status.") String latestStatus,
    @JsonPropertyDescription("State of each source action.") List<SourceState> sources,
    @JsonPropertyDescription("State of each trigger.") List<TriggerState> triggers,
    @JsonPropertyDescription("State of each stage.") List<StageState> stages,
    @JsonPropertyDescription("The standard Kubernetes conditions of this object.")
        List<Condition> conditions) {
  public PipelineStatus {
    sources = sources == null ? List.of() : List.copyOf(sources);
    triggers = triggers == null ? List.of() : List.copyOf(triggers);
    stages = stages == null ? List.of() : List.copyOf(stages);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * What a pipeline does with a commit. Source: CodePipeline user guide, pipeline structure
 * reference.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self.stages[0].actions.all(a, has(a.git))",
    message = "the first stage holds only source actions (git)")
@ValidationRule(
    value = "self.stages.all(s, s.name == self.stages[0].name || s.actions.all(a, !has(a.git)))",
    message = "source actions (git) stand only in the first stage")
public record PipelineSpec(
    @JsonPropertyDescription(
            "SUPERSEDED: an execution that waits for a stage gives way to a newer one.")
        @Default("SUPERSEDED")
        ExecutionMode executionMode,
    @JsonPropertyDescription("The stages in their order; the first holds the source actions.")
        @Required
        @Size(min = 2, max = 50)
        List<Stage> stages,
    @JsonPropertyDescription(
            "What starts executions besides new commits. Source actions take their newest commits then.")
        @Size(max = 50)
        List<PipelineTrigger> triggers,
    @JsonPropertyDescription("How many finished executions are kept.") History history) {
  public PipelineSpec {
    stages = stages == null ? List.of() : List.copyOf(stages);
    triggers = triggers == null ? List.of() : List.copyOf(triggers);
  }
}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * A run of a pipeline. Creating one is StartPipelineExecution; its name is the idempotency token.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self == oldSelf",
    message = "the spec of an execution cannot be changed; create another execution")
public record PipelineExecutionSpec(
    @JsonPropertyDescription("Name of the Pipeline in the same namespace.")
        @Required
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(max = 253)
        String pipeline,
    @JsonPropertyDescription("What started this execution.") Trigger trigger,
    @JsonPropertyDescription(
            "Commits to run; the newest of its branch for a source action that is not named.")
        @Size(max = 50)
        List<SourceRevision> sourceRevisions) {
  public PipelineExecutionSpec {
    sourceRevisions = sourceRevisions == null ? List.of() : List.copyOf(sourceRevisions);
  }
}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** One action of a stage: exactly one of git, build and deploy. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "(has(self.git) ? 1 : 0) + (has(self.build) ? 1 : 0) + (has(self.deploy) ? 1 : 0) == 1",
    message = "an action has exactly one of git, build and deploy")
@ValidationRule(
    value = "!has(self.git) || !has(self.inputArtifacts) || size(self.inputArtifacts) == 0",
    message = "a git action takes no inputArtifacts")
@ValidationRule(
    value = "!has(self.git) || (has(self.outputArtifacts) && size(self.outputArtifacts) == 1)",
    message = "a git action has exactly one of outputArtifacts")
@ValidationRule(
    value = "!has(self.build) || (has(self.inputArtifacts) && size(self.inputArtifacts) == 1)",
    message = "a build action takes exactly one of inputArtifacts")
@ValidationRule(
    value = "!has(self.build) || !has(self.outputArtifacts) || size(self.outputArtifacts) <= 1",
    message = "a build action has at most one of outputArtifacts")
@ValidationRule(
    value = "!has(self.deploy) || !has(self.outputArtifacts) || size(self.outputArtifacts) == 0",
    message = "a deploy action has no outputArtifacts")
@ValidationRule(
    value =
        "!has(self.inputArtifacts)"
            + " || self.inputArtifacts.all(a, self.inputArtifacts.exists_one(b, b == a))",
    message = "inputArtifacts names an artifact only once")
public record StageAction(
    @JsonPropertyDescription("Name of the action, unique in its stage.")
        @Required
        @Pattern("^[A-Za-z0-9.@_-]{1,100}$")
        @Size(max = 100)
        String name,
    @JsonPropertyDescription(
            "Actions of a stage run in rising order; equal numbers run side by side. 1 where absent.")
        @Min(1)
        @Max(999)
        Integer runOrder,
    @JsonPropertyDescription(
            "Name under which later actions refer to this action's output variables, as #{namespace.key}.")
        @Pattern("^[A-Za-z0-9@_-]{1,100}$")
        String namespace,
    @JsonPropertyDescription("Artifacts of earlier actions that this one takes.") @Size(max = 5)
        List<@Size(max = 100) String> inputArtifacts,
    @JsonPropertyDescription("Artifacts that this action makes.") @Size(max = 5)
        List<OutputArtifact> outputArtifacts,
    @JsonPropertyDescription("Source action: follows a branch of a Git repository.") GitAction git,
    @JsonPropertyDescription("Build action: runs a BuildProject.") BuildAction build,
    @JsonPropertyDescription("Deploy action: moves a DeploymentGroup to a new revision.")
        DeployAction deploy) {
  public StageAction {
    inputArtifacts = inputArtifacts == null ? List.of() : List.copyOf(inputArtifacts);
    outputArtifacts = outputArtifacts == null ? List.of() : List.copyOf(outputArtifacts);
  }
}

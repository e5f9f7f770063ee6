package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A build. Creating one is StartBuild; its name is the idempotency token. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self == oldSelf",
    message = "the spec of a build cannot be changed; create another build")
public record BuildExecutionSpec(
    @JsonPropertyDescription("Name of the BuildProject in the same namespace.")
        @Required
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(max = 253)
        String project,
    @JsonPropertyDescription("Branch, tag or commit to build in place of the project's.")
        @Size(min = 1, max = 255)
        String sourceVersion,
    @JsonPropertyDescription("Source in place of the project's.") BuildInput input,
    @JsonPropertyDescription("Variables that win over the project's and the buildspec's.")
        @Size(max = 100)
        List<EnvironmentVariable> environmentVariables,
    @JsonPropertyDescription("Path or text of a buildspec in place of the project's.")
        @Size(max = 262144)
        String buildspec,
    @JsonPropertyDescription("Image in place of the project's.") @Size(min = 1, max = 1024)
        String image,
    @JsonPropertyDescription("Timeout in place of the project's.") @Pattern("^([0-9]+(ms|s|m|h))+$")
        String timeout) {
  public BuildExecutionSpec {
    environmentVariables =
        environmentVariables == null ? List.of() : List.copyOf(environmentVariables);
  }
}

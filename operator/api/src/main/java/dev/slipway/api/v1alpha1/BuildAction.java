package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Build action: runs a BuildProject on its input artifact. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuildAction(
    @JsonPropertyDescription("Name of the BuildProject in the same namespace.")
        @Required
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(max = 253)
        String project,
    @JsonPropertyDescription("Variables added to the project's; values may hold #{namespace.key}.")
        @Size(max = 100)
        List<EnvironmentVariable> environmentVariables) {
  public BuildAction {
    environmentVariables =
        environmentVariables == null ? List.of() : List.copyOf(environmentVariables);
  }
}

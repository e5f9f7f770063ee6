package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** Deploy action: moves a DeploymentGroup to a new revision. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DeployAction(
    @JsonPropertyDescription("Name of the DeploymentGroup in the same namespace.")
        @Required
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(max = 253)
        String group,
    @JsonPropertyDescription(
            "Container name to image; values may hold #{namespace.key}. Containers that are not named keep the template's image.")
        Map<String, String> images) {
  public DeployAction {
    images = images == null ? Map.of() : Map.copyOf(images);
  }
}

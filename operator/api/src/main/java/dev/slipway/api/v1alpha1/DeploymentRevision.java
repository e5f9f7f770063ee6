package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;

/** What is deployed. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DeploymentRevision(
    @JsonPropertyDescription(
            "Container name to image; the template's for a container that is not named.")
        Map<String, String> images) {
  public DeploymentRevision {
    images = images == null ? Map.of() : Map.copyOf(images);
  }
}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** State of one colour in a deployment. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DeploymentTarget(
    @JsonPropertyDescription("Name of the colour's Deployment.") String name,
    @JsonPropertyDescription("a or b.") String colour,
    @JsonPropertyDescription("How it ended.") LifecycleEventState status,
    @JsonPropertyDescription("Its steps.") List<LifecycleEvent> events) {
  public DeploymentTarget {
    events = events == null ? List.of() : List.copyOf(events);
  }
}

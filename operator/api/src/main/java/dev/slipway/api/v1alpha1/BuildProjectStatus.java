package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** State of a project. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuildProjectStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("Number of the build that was started last.") Long lastBuildNumber,
    @JsonPropertyDescription("The standard Kubernetes conditions of this object.")
        List<Condition> conditions) {
  public BuildProjectStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;

/** State of a deployment group. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DeploymentGroupStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("The colour that the Service sends traffic to: a or b.")
        String activeColour,
    @JsonPropertyDescription("Container name to image of the active colour.")
        Map<String, String> images,
    @JsonPropertyDescription("Revision of the active colour.") String revision,
    @JsonPropertyDescription("The deployment that was started last.") String latestExecution,
    @JsonPropertyDescription("Its status.") String latestStatus,
    @JsonPropertyDescription("The standard Kubernetes conditions of this object.")
        List<Condition> conditions) {
  public DeploymentGroupStatus {
    images = images == null ? Map.of() : Map.copyOf(images);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** State of a deployment. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DeploymentExecutionStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("AWS-like id, d- and nine characters.") String deploymentId,
    @JsonPropertyDescription("Status of the deployment, AWS's word.") DeploymentState status,
    @JsonPropertyDescription("When it started. RFC 3339, UTC.") String startTime,
    @JsonPropertyDescription("When it ended. RFC 3339, UTC.") String endTime,
    @JsonPropertyDescription("Short name of what is deployed: a hash of template and images.")
        String revision,
    @JsonPropertyDescription("The colours.") List<DeploymentTarget> targets,
    @JsonPropertyDescription("Where the traffic goes.") TrafficState traffic,
    @JsonPropertyDescription("How it went back.") RollbackState rollback,
    @JsonPropertyDescription("Why it failed.") ExecutionError error,
    @JsonPropertyDescription("The standard Kubernetes conditions of this object.")
        List<Condition> conditions) {
  public DeploymentExecutionStatus {
    targets = targets == null ? List.of() : List.copyOf(targets);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;

/** The container in which the commands run. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuildEnvironment(
    @JsonPropertyDescription("Container image with /bin/sh in which the commands run.")
        @Required
        @Size(min = 1, max = 1024)
        String image,
    @JsonPropertyDescription("Secrets for pulling the image.")
        List<LocalReference> imagePullSecrets,
    @JsonPropertyDescription("Requests and limits of the build container.")
        ResourceRequirements resources,
    @JsonPropertyDescription("Environment variables of every build.") @Size(max = 100)
        List<ProjectVariable> variables,
    @JsonPropertyDescription("Labels of the nodes that may run the build.")
        Map<String, String> nodeSelector,
    @JsonPropertyDescription("Taints that the build tolerates.") List<Toleration> tolerations) {
  public BuildEnvironment {
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    variables = variables == null ? List.of() : List.copyOf(variables);
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
  }
}

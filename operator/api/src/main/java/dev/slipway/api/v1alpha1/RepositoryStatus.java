package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** State of a repository. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RepositoryStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("One address a format.") List<RepositoryEndpoint> endpoints,
    @JsonPropertyDescription("The standard Kubernetes conditions of this object.")
        List<Condition> conditions) {
  public RepositoryStatus {
    endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}

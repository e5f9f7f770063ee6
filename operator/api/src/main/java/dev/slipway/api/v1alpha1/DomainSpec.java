package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;

/** One package server with one store. Source: CodeArtifact user guide, domains. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DomainSpec(
    @JsonPropertyDescription(
            "Where the bytes are kept; a PersistentVolumeClaim of 10Gi where absent.")
        DomainStore store,
    @JsonPropertyDescription("Requests and limits of the package server.")
        ResourceRequirements resources,
    @JsonPropertyDescription(
            "Whose OpenID Connect tokens may be exchanged for tokens of the package server.")
        @Size(max = 32)
        List<TrustedIdentity> identities) {
  public DomainSpec {
    identities = identities == null ? List.of() : List.copyOf(identities);
  }
}

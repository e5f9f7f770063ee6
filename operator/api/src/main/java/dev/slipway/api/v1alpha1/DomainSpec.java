package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ResourceRequirements;

/** One package server with one store. Source: CodeArtifact user guide, domains. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DomainSpec(
    @JsonPropertyDescription(
            "Where the bytes are kept; a PersistentVolumeClaim of 10Gi where absent.")
        DomainStore store,
    @JsonPropertyDescription("Requests and limits of the package server.")
        ResourceRequirements resources,
    @JsonPropertyDescription("How much is kept.") DomainQuotas quotas,
    @JsonPropertyDescription(
            "How long artifacts and logs of builds are kept after they were last used; for ever where absent.")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        @Size(max = 50)
        String artifactRetention) {}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What is decided for each way in; what is left out, a less specific group decides. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PackageRestrictions(
    @JsonPropertyDescription("Publishing to a repository.") PackageRestriction publish,
    @JsonPropertyDescription("Versions from an external repository.")
        PackageRestriction externalUpstream,
    @JsonPropertyDescription("Versions that were published to another repository of the domain.")
        PackageRestriction internalUpstream) {}

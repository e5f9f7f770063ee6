package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** An output artifact of a build. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuildArtifact(
    @JsonPropertyDescription("Name of the artifact.") String name,
    @JsonPropertyDescription("sha256: and 64 hexadecimal digits.") String digest,
    @JsonPropertyDescription("Bytes.") Long size) {}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;

/** Bytes in the artifact store of the namespace's domain. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Blob(
    @JsonPropertyDescription("sha256: and 64 hexadecimal digits.") @Pattern("^sha256:[0-9a-f]{64}$")
        String digest,
    @JsonPropertyDescription("Bytes.") Long size) {}

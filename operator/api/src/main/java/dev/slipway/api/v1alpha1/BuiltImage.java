package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** An image that a build made. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuiltImage(
    @JsonPropertyDescription("Name and tag that it was pushed to.") String name,
    @JsonPropertyDescription("sha256: and 64 hexadecimal digits.") String digest) {}

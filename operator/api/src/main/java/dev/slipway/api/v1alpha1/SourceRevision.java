package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The commit that a source action takes. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SourceRevision(
    @JsonPropertyDescription("Name of the source action.")
        @Required
        @Pattern("^[A-Za-z0-9.@_-]{1,100}$")
        @Size(max = 100)
        String action,
    @JsonPropertyDescription("Full commit id, 40 or 64 hexadecimal digits.")
        @Required
        @Pattern("^([0-9a-f]{40}|[0-9a-f]{64})$")
        String commit) {}

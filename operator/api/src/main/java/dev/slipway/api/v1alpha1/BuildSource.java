package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Where the source of a build comes from. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuildSource(
    @JsonPropertyDescription("A Git repository; a pipeline gives its own input instead.")
        GitRepository git,
    @JsonPropertyDescription(
            "Path of the buildspec in the source, or its whole text when it has more than one line. buildspec.yml where absent.")
        @Size(max = 262144)
        String buildspec) {}

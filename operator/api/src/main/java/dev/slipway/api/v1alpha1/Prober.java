package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** How the operator proves that answers come from the right revision. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Prober(
    @JsonPropertyDescription("Path that is asked for; any status below 500 is an answer.")
        @Default("/")
        @Pattern("^/.*$")
        @Size(max = 1024)
        String path,
    @JsonPropertyDescription(
            "Response header in which the application repeats the environment variable SLIPWAY_REVISION; without it the status alone is the proof.")
        @Pattern("^[A-Za-z0-9-]{1,100}$")
        String revisionHeader,
    @JsonPropertyDescription("Longest time for one answer.")
        @Default("5s")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        String timeout) {}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** The name under which later actions find what an action made. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OutputArtifact(
    @JsonPropertyDescription("Name of the artifact, unique in the pipeline.")
        @Required
        @Pattern("^[a-zA-Z0-9_-]{1,100}$")
        String name) {}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;

/** The output artifact of a build. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ArtifactsSpec(
    @JsonPropertyDescription("Name of the artifact; the project's name where absent.")
        @Size(min = 1, max = 255)
        String name,
    @JsonPropertyDescription("ZIP keeps one archive; NONE one tar without compression.")
        @Default("ZIP")
        ArtifactPackaging packaging) {}

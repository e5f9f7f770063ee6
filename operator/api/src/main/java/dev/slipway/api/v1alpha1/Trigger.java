package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** What started an execution. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Trigger(
    @JsonPropertyDescription("Push, Package, or StartPipelineExecution for one started by hand.")
        @Size(min = 1, max = 100)
        String type,
    @JsonPropertyDescription("Branch, package version or other detail of the trigger.")
        @Size(max = 1000)
        String detail,
    @JsonPropertyDescription("Who did what started it; absent where that is not known.")
        @Size(max = 1000)
        String actor,
    @JsonProperty("package")
        @JsonPropertyDescription(
            "The version of a package that started it, for #{trigger.…}. Who starts an execution by hand may name one.")
        PublishedVersion published) {}

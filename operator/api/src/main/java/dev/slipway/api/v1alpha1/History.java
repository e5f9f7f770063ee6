package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How many finished executions are kept. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record History(
    @JsonPropertyDescription("Number of succeeded executions kept.")
        @Default("20")
        @Min(0)
        @Max(1000)
        Integer succeeded,
    @JsonPropertyDescription("Number of executions kept that ended in any other way.")
        @Default("50")
        @Min(0)
        @Max(1000)
        Integer failed) {}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;

/** Waits of a blue/green deployment. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BlueGreenOptions(
    @JsonPropertyDescription("Longest time for green to become ready.")
        @Default("5m")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        String readyTimeout,
    @JsonPropertyDescription("How long green must stay ready before traffic moves.")
        @Default("0s")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        String minReady,
    @JsonPropertyDescription("How long blue keeps running after the switch; at least 5s.")
        @Default("5s")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        String terminateAfter) {}

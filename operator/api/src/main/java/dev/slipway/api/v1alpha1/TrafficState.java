package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Where the traffic goes. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TrafficState(
    @JsonPropertyDescription("Selector: the entry Service selects one colour.") String mechanism,
    @JsonPropertyDescription("Percent of traffic that green should get.") Integer requestedWeight,
    @JsonPropertyDescription("Percent of traffic that green was proven to get.")
        Integer achievedWeight) {}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A place in a domain's log of package events. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EventPosition(
    @JsonPropertyDescription("Number of the newest event that is dealt with; 0 before the first.")
        Long sequenceNumber,
    @JsonPropertyDescription(
            "Identity of that event, by which a log that was replaced is told from the old one.")
        String event,
    @JsonPropertyDescription("When that event happened. RFC 3339, UTC.") String time) {}

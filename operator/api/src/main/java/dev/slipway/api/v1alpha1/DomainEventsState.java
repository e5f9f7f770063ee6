package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How far a domain's package events have become Kubernetes Events. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DomainEventsState(
    @JsonPropertyDescription("Where it goes on.") EventPosition position,
    @JsonPropertyDescription("When Kubernetes Events were written last. RFC 3339, UTC.")
        String time,
    @JsonPropertyDescription("Events that were gone before they were read, if there ever were any.")
        String missed,
    @JsonPropertyDescription("Why events cannot be read now; absent when they can.")
        String error) {}

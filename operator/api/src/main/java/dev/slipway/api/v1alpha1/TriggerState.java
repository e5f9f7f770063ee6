package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How far a package trigger has come. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TriggerState(
    @JsonPropertyDescription("Name of the Repository.") String repository,
    @JsonPropertyDescription("Format of the package; any where absent.") PackageFormat format,
    @JsonPropertyDescription("Name or pattern of the package; any where absent.") String name,
    @JsonPropertyDescription("The Domain whose events are followed.") String domain,
    @JsonPropertyDescription(
            "Where it goes on; absent until the package server was asked the first time. What was published before does not count.")
        EventPosition position,
    @JsonPropertyDescription("The execution that it started last.") String execution,
    @JsonPropertyDescription("Events that were gone before they were read, if there ever were any.")
        String missed,
    @JsonPropertyDescription("Why events cannot be read now; absent when they can.")
        String error) {}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The group around another one. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ParentGroup(
    @JsonPropertyDescription("Name of its PackageGroup; absent for /* where nobody made one.")
        String name,
    @JsonPropertyDescription("Its pattern.") String pattern) {}

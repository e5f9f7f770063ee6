package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** An object that a GitSync applied. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record InventoryEntry(
    @JsonPropertyDescription("API version.") String apiVersion,
    @JsonPropertyDescription("Kind.") String kind,
    @JsonPropertyDescription("Namespace; absent for cluster-wide objects.") String namespace,
    @JsonPropertyDescription("Name.") String name) {}

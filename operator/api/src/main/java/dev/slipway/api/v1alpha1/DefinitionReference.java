package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The ControllerRevision with the pipeline as it was when the execution started. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DefinitionReference(
    @JsonPropertyDescription("Name of the ControllerRevision.") String name,
    @JsonPropertyDescription("Hash of the definition.") String hash) {}

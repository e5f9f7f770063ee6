package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The object that does an action's work. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExternalExecution(
    @JsonPropertyDescription("BuildExecution or DeploymentExecution.") String kind,
    @JsonPropertyDescription("Its name, in the same namespace.") String name) {}

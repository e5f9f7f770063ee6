package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How the deployment went back. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RollbackState(
    @JsonPropertyDescription("What sent it back.") String reason,
    @JsonPropertyDescription("When traffic was back on blue. RFC 3339, UTC.") String time,
    @JsonPropertyDescription("The colour that serves again.") String colour) {}

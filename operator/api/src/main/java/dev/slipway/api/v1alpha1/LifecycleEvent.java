package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One step of a deployment. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LifecycleEvent(
    @JsonPropertyDescription(
            "BeforeInstall, Install, AfterInstall, AllowTestTraffic, BeforeAllowTraffic, AllowTraffic, AfterAllowTraffic or TerminateBlue.")
        String name,
    @JsonPropertyDescription("How it ended.") LifecycleEventState status,
    @JsonPropertyDescription("When it started. RFC 3339, UTC.") String startTime,
    @JsonPropertyDescription("When it ended. RFC 3339, UTC.") String endTime,
    @JsonPropertyDescription("What happens or why it failed.") String message) {}

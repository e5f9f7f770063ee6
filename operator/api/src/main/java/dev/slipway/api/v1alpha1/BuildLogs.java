package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Where the log of a build is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuildLogs(
    @JsonPropertyDescription("Pod with the log while it exists.") String pod,
    @JsonPropertyDescription("Container of the pod.") String container,
    @JsonPropertyDescription("The whole log in the artifact store, once the build has ended.")
        Blob stored) {}

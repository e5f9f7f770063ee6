package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What the poller last saw of a source action. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SourceState(
    @JsonPropertyDescription("Name of the source action.") String action,
    @JsonPropertyDescription("The commit that was started last, 40 or 64 hexadecimal digits.")
        String commit,
    @JsonPropertyDescription("The execution that it started.") String execution,
    @JsonPropertyDescription("Why the repository cannot be read now; absent when it can.")
        String error) {}

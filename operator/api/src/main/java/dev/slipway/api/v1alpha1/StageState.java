package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Who is in a stage and who waits for it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StageState(
    @JsonPropertyDescription("Name of the stage.") String name,
    @JsonPropertyDescription("Status of the stage's latest execution, one of AWS's words.")
        String status,
    @JsonPropertyDescription("The execution that was in the stage last.") String latestExecution,
    @JsonPropertyDescription("The execution that is in the stage now.") String holder,
    @JsonPropertyDescription("The execution that waits to enter the stage.") String waiting) {}

package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;

/** State of one action in an execution. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ActionExecution(
    @JsonPropertyDescription("Name of the action.") String name,
    @JsonPropertyDescription("Its place in the stage.") Integer runOrder,
    @JsonPropertyDescription("Status of the action.") ActionExecutionState status,
    @JsonPropertyDescription("When it started. RFC 3339, UTC.") String startedAt,
    @JsonPropertyDescription("When it ended. RFC 3339, UTC.") String endedAt,
    @JsonPropertyDescription("One line for people.") String summary,
    @JsonPropertyDescription("The object that does the work.") ExternalExecution external,
    @JsonPropertyDescription("What the action gives to later ones.")
        Map<String, String> outputVariables,
    @JsonPropertyDescription("Why it failed.") ExecutionError error) {
  public ActionExecution {
    outputVariables = outputVariables == null ? Map.of() : Map.copyOf(outputVariables);
  }
}

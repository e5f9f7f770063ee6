package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** State of one stage in an execution. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StageExecution(
    @JsonPropertyDescription("Name of the stage.") String name,
    @JsonPropertyDescription("Status of the stage.") StageExecutionState status,
    @JsonPropertyDescription("When the execution entered the stage. RFC 3339, UTC.")
        String enteredAt,
    @JsonPropertyDescription("When it left. RFC 3339, UTC.") String leftAt,
    @JsonPropertyDescription("Its actions that have started.") List<ActionExecution> actions) {
  public StageExecution {
    actions = actions == null ? List.of() : List.copyOf(actions);
  }
}

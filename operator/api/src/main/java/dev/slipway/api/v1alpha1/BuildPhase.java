package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** One phase of a build. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuildPhase(
    @JsonPropertyDescription("Name of the phase.") BuildPhaseType type,
    @JsonPropertyDescription("How it ended, or IN_PROGRESS.") BuildState status,
    @JsonPropertyDescription("When it started. RFC 3339, UTC.") String startTime,
    @JsonPropertyDescription("When it ended. RFC 3339, UTC.") String endTime,
    @JsonPropertyDescription("Whole seconds from start to end.") Long durationSeconds,
    @JsonPropertyDescription("Why it failed.") List<PhaseContext> contexts) {
  public BuildPhase {
    contexts = contexts == null ? List.of() : List.copyOf(contexts);
  }
}

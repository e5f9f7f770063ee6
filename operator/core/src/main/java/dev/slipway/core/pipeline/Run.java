package dev.slipway.core.pipeline;

import dev.slipway.api.v1alpha1.ArtifactState;
import dev.slipway.api.v1alpha1.DefinitionReference;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineExecutionState;
import dev.slipway.api.v1alpha1.PipelineExecutionStatus;
import dev.slipway.api.v1alpha1.StageExecution;
import dev.slipway.api.v1alpha1.StageExecutionState;
import dev.slipway.core.status.Conditions;
import dev.slipway.core.status.Times;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An execution while one pass of the planner works on it. */
final class Run {

  final PipelineExecution execution;
  final Instant created;
  PipelineExecutionState state;
  String summary;
  String startTime;
  String endTime;
  DefinitionReference definition;
  final List<StageExecution> stages;
  final List<ArtifactState> artifacts;
  private final List<Condition> conditions;

  Run(PipelineExecution execution) {
    this.execution = execution;
    this.created = Times.parse(execution.getMetadata().getCreationTimestamp());
    var status = execution.getStatus();
    state = status == null ? null : status.status();
    summary = status == null ? null : status.statusSummary();
    startTime = status == null ? null : status.startTime();
    endTime = status == null ? null : status.endTime();
    definition = status == null ? null : status.definition();
    stages = new ArrayList<>(status == null ? List.of() : status.stages());
    artifacts = new ArrayList<>(status == null ? List.of() : status.artifacts());
    conditions = status == null ? List.of() : status.conditions();
  }

  String name() {
    return execution.getMetadata().getName();
  }

  boolean active() {
    return state == PipelineExecutionState.InProgress;
  }

  boolean finished() {
    return state != null && !active();
  }

  /** The stage that this run is in, as an index. */
  Optional<Integer> inStage() {
    int last = stages.size() - 1;
    return active() && last >= 0 && stages.get(last).status() == StageExecutionState.InProgress
        ? Optional.of(last)
        : Optional.empty();
  }

  /** The stage that this run wants to enter; as many as there are stages when it has left all. */
  int next() {
    return stages.size();
  }

  /** Whether the stored status says that this run is, or was, in the stage. */
  boolean stored(int stage) {
    return execution.getStatus() != null && stage < execution.getStatus().stages().size();
  }

  /** How far it is: stages that it has entered; beyond all of them when it has ended. */
  int place() {
    return finished() ? Integer.MAX_VALUE : stages.size();
  }

  void end(PipelineExecutionState how, String why, Instant now) {
    state = how;
    summary = why;
    endTime = Times.format(now);
  }

  /** The status as it is now. */
  PipelineExecutionStatus status(Instant now) {
    var generation = execution.getMetadata().getGeneration();
    var truth =
        !finished() ? "Unknown" : state == PipelineExecutionState.Succeeded ? "True" : "False";
    return new PipelineExecutionStatus(
        generation,
        state,
        summary,
        startTime,
        endTime,
        definition,
        stages,
        artifacts,
        Conditions.with(
            conditions,
            Conditions.SUCCEEDED,
            truth,
            state.name(),
            summary == null ? "" : summary,
            generation,
            now));
  }
}

package dev.slipway.core.pipeline;

import dev.slipway.api.v1alpha1.ActionExecution;
import dev.slipway.api.v1alpha1.ActionExecutionState;
import dev.slipway.api.v1alpha1.ArtifactState;
import dev.slipway.api.v1alpha1.ExecutionError;
import dev.slipway.api.v1alpha1.ExternalExecution;
import dev.slipway.api.v1alpha1.PipelineSpec;
import dev.slipway.api.v1alpha1.Stage;
import dev.slipway.api.v1alpha1.StageAction;
import dev.slipway.core.plan.Action;
import dev.slipway.core.status.Times;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts one action of a run and follows it to its end. */
final class ActionRunner {

  /** How long a child that was just created may be unknown to the caches. */
  private static final Duration CACHE_LAG = Duration.ofSeconds(30);

  private final PipelineObservation seen;
  private final PipelineSpec definition;
  private final Instant now;
  private final List<Action> actions;

  ActionRunner(
      PipelineObservation seen, PipelineSpec definition, Instant now, List<Action> actions) {
    this.seen = seen;
    this.definition = definition;
    this.now = now;
    this.actions = actions;
  }

  /**
   * The state of the action now; empty while it may not start: no child is made before it is stored
   * that the run holds the stage.
   *
   * @param state null when it has not started
   */
  Optional<ActionExecution> advance(Run run, int stage, StageAction action, ActionExecution state) {
    if (state != null && state.status() != ActionExecutionState.InProgress) {
      return Optional.of(state);
    }
    var started = state == null ? Times.format(now) : state.startedAt();
    if (action.git() != null) {
      return Optional.of(source(run, action, started));
    }
    return run.stored(stage)
        ? Optional.of(follow(run, definition.stages().get(stage), action, state, started))
        : Optional.empty();
  }

  private ActionExecution follow(
      Run run, Stage stage, StageAction action, ActionExecution state, String started) {
    var children = new PipelineResources(seen.pipeline(), definition);
    HasMetadata child;
    try {
      child = children.child(run, stage, action, variables(run));
    } catch (Unresolved e) {
      return failed(action, started, null, "InvalidVariable", e.getMessage());
    }
    var external = new ExternalExecution(child.getKind(), child.getMetadata().getName());
    var outcome = Outcome.of(seen, external);
    if (outcome == null) {
      if (state != null && now.isAfter(Times.parse(started).plus(CACHE_LAG))) {
        return failed(
            action,
            started,
            external,
            "ExecutionDeleted",
            external.kind() + " " + external.name() + " was deleted while it ran");
      }
      actions.add(new Action.Create(child));
      return running(action, started, external, "starting");
    }
    return switch (outcome.state()) {
      case InProgress -> running(action, started, external, outcome.summary());
      case Succeeded -> {
        store(run, action, outcome);
        yield succeeded(action, started, external, outcome.summary(), outcome.variables());
      }
      case Failed, Abandoned ->
          failed(action, started, external, outcome.code(), outcome.summary());
    };
  }

  /** A reference without a value. */
  static final class Unresolved extends Exception {
    private static final long serialVersionUID = 1L;

    Unresolved(String message) {
      super(message);
    }
  }

  private ActionExecution source(Run run, StageAction action, String started) {
    var name = action.outputArtifacts().getFirst().name();
    var commit =
        run.artifacts.stream()
            .filter(a -> a.name().equals(name))
            .map(a -> a.git().commit())
            .findFirst()
            .orElseThrow();
    return succeeded(
        action,
        started,
        null,
        commit,
        Map.of("CommitId", commit, "BranchName", action.git().branch()));
  }

  private static void store(Run run, StageAction action, Outcome outcome) {
    if (action.outputArtifacts().isEmpty() || outcome.artifact() == null) {
      return;
    }
    var name = action.outputArtifacts().getFirst().name();
    if (run.artifacts.stream().noneMatch(a -> a.name().equals(name))) {
      run.artifacts.add(new ArtifactState(name, null, outcome.artifact()));
    }
  }

  private Map<String, Map<String, String>> variables(Run run) {
    var values = new HashMap<String, Map<String, String>>();
    values.put(Variables.CODEPIPELINE, Map.of(Variables.EXECUTION_ID, run.name()));
    values.put(Variables.TRIGGER, TriggerVariables.of(run.execution.getSpec().trigger()));
    for (int s = 0; s < run.stages.size(); s++) {
      for (var action : definition.stages().get(s).actions()) {
        if (action.namespace() == null) {
          continue;
        }
        run.stages.get(s).actions().stream()
            .filter(a -> a.name().equals(action.name()))
            .findFirst()
            .ifPresent(a -> values.put(action.namespace(), a.outputVariables()));
      }
    }
    return values;
  }

  private static ActionExecution running(
      StageAction action, String started, ExternalExecution external, String summary) {
    return new ActionExecution(
        action.name(),
        PipelineValidation.order(action),
        ActionExecutionState.InProgress,
        started,
        null,
        summary,
        external,
        Map.of(),
        null);
  }

  private ActionExecution succeeded(
      StageAction action,
      String started,
      ExternalExecution external,
      String summary,
      Map<String, String> variables) {
    return new ActionExecution(
        action.name(),
        PipelineValidation.order(action),
        ActionExecutionState.Succeeded,
        started,
        Times.format(now),
        summary,
        external,
        variables,
        null);
  }

  private ActionExecution failed(
      StageAction action, String started, ExternalExecution external, String code, String message) {
    return new ActionExecution(
        action.name(),
        PipelineValidation.order(action),
        ActionExecutionState.Failed,
        started,
        Times.format(now),
        null,
        external,
        Map.of(),
        new ExecutionError(code, message));
  }
}

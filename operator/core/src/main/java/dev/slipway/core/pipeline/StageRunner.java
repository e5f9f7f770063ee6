package dev.slipway.core.pipeline;

import dev.slipway.api.v1alpha1.ActionExecution;
import dev.slipway.api.v1alpha1.ActionExecutionState;
import dev.slipway.api.v1alpha1.PipelineExecutionState;
import dev.slipway.api.v1alpha1.PipelineSpec;
import dev.slipway.api.v1alpha1.Stage;
import dev.slipway.api.v1alpha1.StageAction;
import dev.slipway.api.v1alpha1.StageExecution;
import dev.slipway.api.v1alpha1.StageExecutionState;
import dev.slipway.core.plan.Action;
import dev.slipway.core.status.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Takes one run through the stage that it is in. Actions of equal runOrder run side by side; when
 * one fails, its siblings go on to their end and later groups never start. Source: CodePipeline
 * user guide, runOrder.
 */
final class StageRunner {

  private final PipelineObservation seen;
  private final PipelineSpec definition;
  private final Instant now;
  private final List<Action> actions;

  StageRunner(
      PipelineObservation seen, PipelineSpec definition, Instant now, List<Action> actions) {
    this.seen = seen;
    this.definition = definition;
    this.now = now;
    this.actions = actions;
  }

  void enter(Run run) {
    var stage = definition.stages().get(run.next());
    run.stages.add(
        new StageExecution(
            stage.name(), StageExecutionState.InProgress, Times.format(now), null, List.of()));
    run.summary = "in stage " + stage.name();
  }

  /** Moves on as far as the facts allow; the run may have left its stage afterwards. */
  void advance(Run run) {
    int index = run.inStage().orElseThrow();
    var stage = definition.stages().get(index);
    var states = new ArrayList<>(run.stages.get(index).actions());
    var work = new ActionRunner(seen, definition, now, actions);
    for (var order : PipelineValidation.orders(stage.actions())) {
      var group =
          stage.actions().stream().filter(a -> PipelineValidation.order(a) == order).toList();
      for (var action : group) {
        work.advance(run, index, action, find(states, action)).ifPresent(r -> replace(states, r));
      }
      var results = group.stream().map(a -> find(states, a)).filter(Objects::nonNull).toList();
      update(run, index, stage, states, StageExecutionState.InProgress);
      if (results.size() < group.size()
          || results.stream().anyMatch(r -> r.status() == ActionExecutionState.InProgress)) {
        return;
      }
      var failed =
          results.stream().filter(r -> r.status() == ActionExecutionState.Failed).findFirst();
      if (failed.isPresent()) {
        update(run, index, stage, states, StageExecutionState.Failed);
        run.end(
            PipelineExecutionState.Failed,
            "stage "
                + stage.name()
                + ": action "
                + failed.get().name()
                + " failed: "
                + failed.get().error().message(),
            now);
        return;
      }
    }
    update(run, index, stage, states, StageExecutionState.Succeeded);
    if (run.next() == definition.stages().size()) {
      run.end(PipelineExecutionState.Succeeded, "all stages succeeded", now);
    } else {
      run.summary = "waiting to enter stage " + definition.stages().get(run.next()).name();
    }
  }

  private void update(
      Run run, int index, Stage stage, List<ActionExecution> states, StageExecutionState state) {
    var old = run.stages.get(index);
    var left = state == StageExecutionState.InProgress ? null : Times.format(now);
    run.stages.set(index, new StageExecution(stage.name(), state, old.enteredAt(), left, states));
  }

  private static ActionExecution find(List<ActionExecution> states, StageAction action) {
    return states.stream().filter(s -> s.name().equals(action.name())).findFirst().orElse(null);
  }

  private static void replace(List<ActionExecution> states, ActionExecution state) {
    for (int i = 0; i < states.size(); i++) {
      if (states.get(i).name().equals(state.name())) {
        states.set(i, state);
        return;
      }
    }
    states.add(state);
  }
}

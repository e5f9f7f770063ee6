package dev.slipway.core.pipeline;

import dev.slipway.api.v1alpha1.PipelineStatus;
import dev.slipway.api.v1alpha1.StageState;
import dev.slipway.core.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The status of a pipeline, out of its runs. */
final class PipelineStatuses {

  private final PipelineObservation seen;
  private final List<Run> runs;
  private final Sources sources;
  private final Triggers triggers;
  private final List<String> problems;
  private final Instant now;

  PipelineStatuses(
      PipelineObservation seen,
      List<Run> runs,
      Sources sources,
      Triggers triggers,
      List<String> problems,
      Instant now) {
    this.seen = seen;
    this.runs = runs;
    this.sources = sources;
    this.triggers = triggers;
    this.problems = problems;
    this.now = now;
  }

  PipelineStatus status() {
    var latest = runs.isEmpty() ? Optional.<Run>empty() : Optional.of(runs.getLast());
    return new PipelineStatus(
        seen.pipeline().getMetadata().getGeneration(),
        latest.map(Run::name).orElse(null),
        latest.filter(r -> r.state != null).map(r -> r.state.name()).orElse(null),
        problems.isEmpty() ? sources.states() : oldSources(),
        triggers.states(),
        stages(),
        conditions());
  }

  private List<dev.slipway.api.v1alpha1.SourceState> oldSources() {
    var old = seen.pipeline().getStatus();
    return old == null ? List.of() : old.sources();
  }

  private List<StageState> stages() {
    var states = new ArrayList<StageState>();
    var stages = seen.pipeline().getSpec().stages();
    for (int index = 0; index < stages.size(); index++) {
      int stage = index;
      var last = runs.stream().filter(r -> r.stages.size() > stage).reduce((a, b) -> b);
      var holder = runs.stream().filter(r -> r.inStage().equals(Optional.of(stage))).findFirst();
      var waiting =
          runs.stream()
              .filter(r -> r.active() && r.inStage().isEmpty() && r.next() == stage)
              .findFirst();
      states.add(
          new StageState(
              stages.get(index).name(),
              last.map(r -> r.stages.get(stage).status().name()).orElse(null),
              last.map(Run::name).orElse(null),
              holder.map(Run::name).orElse(null),
              waiting.map(Run::name).orElse(null)));
    }
    return states;
  }

  private List<Condition> conditions() {
    var old = seen.pipeline().getStatus();
    var before = old == null ? List.<Condition>of() : old.conditions();
    var generation = seen.pipeline().getMetadata().getGeneration();
    if (!problems.isEmpty()) {
      return Conditions.with(
          before,
          Conditions.READY,
          "False",
          "InvalidPipeline",
          String.join("\n", problems),
          generation,
          now);
    }
    var errors = sources.errors();
    if (!errors.isEmpty()) {
      return Conditions.with(
          before,
          Conditions.READY,
          "False",
          "SourceUnavailable",
          String.join("\n", errors),
          generation,
          now);
    }
    if (!triggers.errors().isEmpty()) {
      return Conditions.with(
          before,
          Conditions.READY,
          "False",
          "TriggerUnavailable",
          String.join("\n", triggers.errors()),
          generation,
          now);
    }
    var looked = seen.heads().size() > 0 && !triggers.waiting();
    return Conditions.with(
        before,
        Conditions.READY,
        looked ? "True" : "Unknown",
        looked ? "Watching" : "Starting",
        looked ? watched() : "the repositories are being looked at",
        generation,
        now);
  }

  private String watched() {
    var packages = !triggers.states().isEmpty();
    if (sources.detect()) {
      return packages
          ? "every new commit, and every version that a trigger names, starts an execution"
          : "every new commit starts an execution";
    }
    return packages
        ? "every version that a trigger names starts an execution"
        : "executions are started by hand";
  }
}

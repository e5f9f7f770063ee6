package dev.slipway.core.pipeline;

import dev.slipway.api.v1alpha1.ArtifactState;
import dev.slipway.api.v1alpha1.DefinitionReference;
import dev.slipway.api.v1alpha1.GitRevision;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineExecutionState;
import dev.slipway.api.v1alpha1.PipelineSpec;
import dev.slipway.api.v1alpha1.PipelineStatus;
import dev.slipway.api.v1alpha1.SourceRevision;
import dev.slipway.api.v1alpha1.StageAction;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.plan.Pruning;
import dev.slipway.core.status.Times;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides everything about one pipeline and all its executions. It is the single writer of the
 * executions' statuses, and derives who is in which stage from them alone. Source: CodePipeline
 * user guide, how pipeline executions work; execution modes.
 */
public final class PipelinePlanner {

  private static final Comparator<Run> OLDEST_FIRST =
      Comparator.comparing((Run r) -> r.created).thenComparing(Run::name);

  /** Of two that are equally far, one has left the stage that the other enters. */
  private static final Comparator<Run> FURTHEST_FIRST =
      Comparator.comparing(Run::place).reversed().thenComparing((Run r) -> r.inStage().isPresent());

  private final PipelineObservation seen;
  private final Instant now;
  private final List<Action> actions = new ArrayList<>();
  private final List<Run> runs;
  private final Map<String, PipelineSpec> definitions;

  private PipelinePlanner(PipelineObservation seen, Instant now) {
    this.seen = seen;
    this.now = now;
    this.runs =
        new ArrayList<>(seen.executions().stream().map(Run::new).sorted(OLDEST_FIRST).toList());
    this.definitions = new HashMap<>(seen.definitions());
  }

  /** Total: a definition that cannot work is a condition, whatever is wrong with it. */
  public static Plan<PipelineStatus> plan(PipelineObservation seen, Instant now) {
    return new PipelinePlanner(seen, now).plan();
  }

  private Plan<PipelineStatus> plan() {
    var problems = PipelineValidation.problems(seen.pipeline().getSpec());
    var sources = new Sources(seen);
    var triggers = new Triggers(seen, problems.isEmpty());
    actions.addAll(triggers.actions());
    if (problems.isEmpty()) {
      sources.start().ifPresent(e -> actions.add(new Action.Create(e)));
      runs.forEach(this::begin);
    }
    settle();
    writeRuns();
    prune();
    return new Plan<>(
        actions,
        new PipelineStatuses(seen, runs, sources, triggers, problems, now).status(),
        triggers.more() ? Optional.of(now) : deadline());
  }

  /** A new execution gets its commits and its definition. */
  private void begin(Run run) {
    if (run.state != null) {
      return;
    }
    var artifacts = new ArrayList<ArtifactState>();
    for (var action : seen.pipeline().getSpec().stages().getFirst().actions()) {
      var commit = commit(run.execution, action);
      if (commit.isEmpty()) {
        return;
      }
      artifacts.add(
          new ArtifactState(
              action.outputArtifacts().getFirst().name(),
              new GitRevision(action.git().url(), commit.get()),
              null));
    }
    var revision = PipelineResources.revision(seen.pipeline());
    var name = revision.getMetadata().getName();
    if (!definitions.containsKey(name)) {
      actions.add(new Action.Create(revision));
      definitions.put(name, seen.pipeline().getSpec());
    }
    run.artifacts.addAll(artifacts);
    run.definition =
        new DefinitionReference(name, PipelineResources.hash(seen.pipeline().getSpec()));
    run.state = PipelineExecutionState.InProgress;
    run.startTime = Times.format(now);
    run.summary = "waiting to enter the first stage";
  }

  private Optional<String> commit(PipelineExecution execution, StageAction action) {
    return execution.getSpec().sourceRevisions().stream()
        .filter(r -> r.action().equals(action.name()))
        .map(SourceRevision::commit)
        .findFirst()
        .or(() -> Optional.ofNullable(seen.heads().get(action.name())).map(SourceHead::commit));
  }

  /** Lets runs go on, and into stages that are free, until nothing moves any more. */
  private void settle() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (var run : runs) {
        var before = run.inStage();
        if (before.isPresent()) {
          runner(run).ifPresent(r -> r.advance(run));
          moved |= !run.inStage().equals(before);
        }
      }
      moved |= enter();
    }
  }

  /** The newest run that waits for a stage enters it when it is free; older ones give way. */
  private boolean enter() {
    boolean moved = false;
    for (int stage = 0; stage < mostStages(); stage++) {
      int wanted = stage;
      var waiting =
          runs.stream()
              .filter(r -> r.active() && r.inStage().isEmpty() && r.next() == wanted)
              .toList();
      if (waiting.isEmpty()) {
        continue;
      }
      var newest = waiting.getLast();
      for (var older : waiting.subList(0, waiting.size() - 1)) {
        older.end(PipelineExecutionState.Superseded, "superseded by " + newest.name(), now);
        moved = true;
      }
      if (free(stage) && runner(newest).isPresent()) {
        runner(newest).get().enter(newest);
        moved = true;
      }
    }
    return moved;
  }

  private boolean free(int stage) {
    return runs.stream().noneMatch(r -> r.inStage().equals(Optional.of(stage)));
  }

  private int mostStages() {
    return definitions.values().stream().mapToInt(d -> d.stages().size()).max().orElse(0);
  }

  /** Empty while the run's definition is not in the caches yet. */
  private Optional<StageRunner> runner(Run run) {
    return Optional.ofNullable(run.definition)
        .map(d -> definitions.get(d.name()))
        .map(d -> new StageRunner(seen, d, now, actions));
  }

  /** Who is ahead is written first: a stage is left before another run enters it. */
  private void writeRuns() {
    for (var run : runs.stream().sorted(FURTHEST_FIRST).toList()) {
      if (run.state == null) {
        continue;
      }
      var status = run.status(now);
      if (status.equals(run.execution.getStatus())) {
        continue;
      }
      var patch = new PipelineExecution();
      var meta = run.execution.getMetadata();
      patch.setMetadata(
          new ObjectMetaBuilder()
              .withName(meta.getName())
              .withNamespace(meta.getNamespace())
              .withResourceVersion(meta.getResourceVersion())
              .build());
      patch.setStatus(status);
      actions.add(new Action.PatchStatus(patch));
    }
  }

  private void prune() {
    actions.addAll(
        Pruning.surplus(
            runs.stream().map(r -> r.execution).toList(),
            seen.pipeline().getSpec().history(),
            PipelinePlanner::ended,
            e -> e.getStatus().status() == PipelineExecutionState.Succeeded));
    if (runs.stream().allMatch(Run::finished)) {
      pruneDefinitions();
    }
  }

  /** Whether the end of an execution is stored, not only decided in this pass. */
  private static boolean ended(PipelineExecution execution) {
    return execution.getStatus() != null && execution.getStatus().endTime() != null;
  }

  /** A definition is kept for the runs that have it, and for the next one. */
  private void pruneDefinitions() {
    var kept = new HashSet<String>();
    kept.add(PipelineResources.revision(seen.pipeline()).getMetadata().getName());
    runs.forEach(r -> kept.add(r.definition.name()));
    var namespace = seen.pipeline().getMetadata().getNamespace();
    seen.definitions().keySet().stream()
        .filter(name -> !kept.contains(name))
        .sorted()
        .map(
            name ->
                new Action.Delete(
                    "apps/v1",
                    "ControllerRevision",
                    namespace,
                    name,
                    Optional.empty(),
                    Optional.empty()))
        .forEach(actions::add);
  }

  /** A child that the caches do not show is looked for again soon. */
  private Optional<Instant> deadline() {
    return runs.stream().anyMatch(Run::active)
        ? Optional.of(now.plusSeconds(31))
        : Optional.empty();
  }
}

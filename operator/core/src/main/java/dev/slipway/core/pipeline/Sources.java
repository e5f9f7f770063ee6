package dev.slipway.core.pipeline;

import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineStatus;
import dev.slipway.api.v1alpha1.SourceRevision;
import dev.slipway.api.v1alpha1.SourceState;
import dev.slipway.api.v1alpha1.StageAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a commit starts an execution. The status remembers for each source action which commit
 * started which execution; that is also what makes the name of the next one, so that a commit which
 * comes back runs again, and no restart makes one run twice.
 */
final class Sources {

  private final PipelineObservation seen;
  private final List<StageAction> actions;
  private final PipelineExecution started;

  Sources(PipelineObservation seen) {
    this.seen = seen;
    this.actions =
        seen.pipeline().getSpec().stages().getFirst().actions().stream()
            .filter(a -> a.git() != null)
            .toList();
    this.started = decide();
  }

  /** The execution to start now. */
  Optional<PipelineExecution> start() {
    return Optional.ofNullable(started);
  }

  /** The sources as the status shows them after this pass. */
  List<SourceState> states() {
    var states = new ArrayList<SourceState>();
    for (var action : actions) {
      var head = seen.heads().get(action.name());
      var old = old(action);
      states.add(
          new SourceState(
              action.name(),
              started == null ? old.map(SourceState::commit).orElse(null) : head.commit(),
              started == null
                  ? old.map(SourceState::execution).orElse(null)
                  : started.getMetadata().getName(),
              head == null ? null : head.error()));
    }
    return states;
  }

  /** What cannot be read now. */
  List<String> errors() {
    return actions.stream()
        .map(a -> seen.heads().get(a.name()))
        .filter(Objects::nonNull)
        .map(SourceHead::error)
        .filter(Objects::nonNull)
        .toList();
  }

  private PipelineExecution decide() {
    var revisions = new ArrayList<SourceRevision>();
    String changed = null;
    for (var action : actions) {
      var head = seen.heads().get(action.name());
      if (head == null || head.commit() == null) {
        return null;
      }
      revisions.add(new SourceRevision(action.name(), head.commit()));
      if (detects(action)
          && !head.commit().equals(old(action).map(SourceState::commit).orElse(null))) {
        changed = action.git().branch();
      }
    }
    if (changed == null) {
      return null;
    }
    var previous =
        actions.isEmpty() ? "" : old(actions.getFirst()).map(SourceState::execution).orElse("");
    return PipelineResources.execution(seen.pipeline(), revisions, previous, "branch " + changed);
  }

  /** Whether new commits of any source start executions. */
  boolean detect() {
    return actions.stream().anyMatch(Sources::detects);
  }

  private static boolean detects(StageAction action) {
    return !Boolean.FALSE.equals(action.git().detectChanges());
  }

  private Optional<SourceState> old(StageAction action) {
    return Optional.ofNullable(seen.pipeline().getStatus()).map(PipelineStatus::sources).stream()
        .flatMap(List::stream)
        .filter(s -> s.action().equals(action.name()))
        .findFirst();
  }
}

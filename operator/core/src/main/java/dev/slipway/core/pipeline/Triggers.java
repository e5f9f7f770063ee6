package dev.slipway.core.pipeline;

import dev.slipway.api.v1alpha1.EventPosition;
import dev.slipway.api.v1alpha1.PackageTrigger;
import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineStatus;
import dev.slipway.api.v1alpha1.PipelineTrigger;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.api.v1alpha1.TriggerState;
import dev.slipway.core.plan.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which published versions start executions. The status remembers for each trigger up to where
 * events are dealt with; it is written after the executions are there, whose names follow from the
 * events. So no publication is lost or doubled, whenever the operator ends.
 */
public final class Triggers {

  /** More are started in a further pass. */
  private static final int MOST_AT_ONCE = 50;

  private final PipelineObservation seen;
  private final boolean valid;
  private final Map<String, PipelineExecution> started = new LinkedHashMap<>();
  private final List<TriggerState> states = new ArrayList<>();
  private final List<Action> said = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private boolean waiting;
  private boolean more;

  /**
   * @param valid whether the pipeline can start executions; else its events wait
   */
  Triggers(PipelineObservation seen, boolean valid) {
    this.seen = seen;
    this.valid = valid;
    var triggers = seen.pipeline().getSpec().triggers();
    for (int i = 0; i < triggers.size(); i++) {
      var sight = i < seen.triggers().size() ? seen.triggers().get(i) : TriggerSight.NONE;
      decide("spec.triggers[" + i + "].package", triggers.get(i), sight);
    }
  }

  /**
   * Why nothing can ever be published to the repository of a trigger; empty when it can.
   *
   * @param repository null when there is none
   */
  public static Optional<String> problem(String name, Repository repository) {
    if (repository == null) {
      return Optional.of("there is no Repository " + name + " in this namespace");
    }
    return repository.getSpec().remote() == null
        ? Optional.empty()
        : Optional.of(
            "Repository " + name + " has a remote, so nothing is published to it; name another");
  }

  /** What a pipeline's status says of a trigger on a domain; empty for one that is new. */
  public static Optional<TriggerState> stored(
      Pipeline pipeline, PipelineTrigger trigger, String domain) {
    var wanted = trigger.packages();
    return Optional.ofNullable(pipeline.getStatus()).map(PipelineStatus::triggers).stream()
        .flatMap(List::stream)
        .filter(
            s ->
                wanted.equals(new PackageTrigger(s.repository(), s.format(), s.name()))
                    && Objects.equals(domain, s.domain()))
        .findFirst();
  }

  /** The executions to start now, and what is to be said. */
  List<Action> actions() {
    var actions = new ArrayList<Action>();
    started.values().forEach(e -> actions.add(new Action.Create(e)));
    actions.addAll(said);
    return actions;
  }

  /** The triggers as the status shows them after this pass. */
  List<TriggerState> states() {
    return states;
  }

  /** Which events cannot be read now. */
  List<String> errors() {
    return errors;
  }

  /** Whether a trigger does not know yet where it begins. */
  boolean waiting() {
    return waiting;
  }

  /** Whether another pass has more to start. */
  boolean more() {
    return more;
  }

  private void decide(String path, PipelineTrigger trigger, TriggerSight sight) {
    var feed = sight.feed();
    // While its domain is not known, what is stored of it stays.
    var old =
        sight.domain() == null
            ? any(trigger.packages())
            : stored(seen.pipeline(), trigger, sight.domain());
    var stored = old.map(TriggerState::position).orElse(null);
    int done = valid ? Math.min(MOST_AT_ONCE, feed.events().size()) : 0;
    more |= valid && done < feed.events().size();
    for (var event : feed.events().subList(0, done)) {
      started.computeIfAbsent(
          event.id(), _ -> PipelineResources.execution(seen.pipeline(), sight.domain(), event));
    }
    var error = sight.problem() == null ? feed.error() : sight.problem();
    if (error != null) {
      errors.add(path + ": " + error);
    }
    if (feed.missed() != null) {
      said.add(
          new Action.Emit(
              Action.EventType.Warning, "PackageEventsMissed", path + ": " + feed.missed()));
    }
    EventPosition position = feed.position(stored, done);
    waiting |= position == null;
    states.add(
        new TriggerState(
            trigger.packages().repository(),
            trigger.packages().format(),
            trigger.packages().name(),
            sight.domain() == null ? old.map(TriggerState::domain).orElse(null) : sight.domain(),
            position,
            done == 0
                ? old.map(TriggerState::execution).orElse(null)
                : started.get(feed.events().get(done - 1).id()).getMetadata().getName(),
            feed.missed() == null ? old.map(TriggerState::missed).orElse(null) : feed.missed(),
            error));
  }

  private Optional<TriggerState> any(PackageTrigger wanted) {
    return Optional.ofNullable(seen.pipeline().getStatus()).map(PipelineStatus::triggers).stream()
        .flatMap(List::stream)
        .filter(s -> wanted.equals(new PackageTrigger(s.repository(), s.format(), s.name())))
        .findFirst();
  }
}

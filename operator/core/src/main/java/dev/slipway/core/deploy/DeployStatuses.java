package dev.slipway.core.deploy;

import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentExecutionStatus;
import dev.slipway.api.v1alpha1.DeploymentState;
import dev.slipway.api.v1alpha1.DeploymentTarget;
import dev.slipway.api.v1alpha1.ExecutionError;
import dev.slipway.api.v1alpha1.LifecycleEvent;
import dev.slipway.api.v1alpha1.LifecycleEventState;
import dev.slipway.api.v1alpha1.RollbackState;
import dev.slipway.api.v1alpha1.TrafficState;
import dev.slipway.core.status.Conditions;
import dev.slipway.core.status.Times;
import dev.slipway.core.text.Hashes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The status of a deployment while one pass of the planner works on it. */
final class DeployStatuses {

  private static final String BLUE = "blue";
  private static final String GREEN = "green";

  private final DeploymentExecution execution;
  private final DeploymentExecutionStatus old;
  private final Instant now;
  private final List<LifecycleEvent> events;
  private DeploymentState state;
  private String revision;
  private DeploymentTarget blue;
  private String greenName;
  private Colour green;
  private TrafficState traffic;
  private RollbackState rollback;
  private ExecutionError error;
  private String message;
  private String endTime;

  DeployStatuses(DeploymentExecution execution, Instant now) {
    this.execution = execution;
    this.now = now;
    this.old = execution.getStatus();
    state = old == null || old.status() == null ? DeploymentState.Created : old.status();
    revision = old == null ? null : old.revision();
    traffic = old == null ? null : old.traffic();
    message = "accepted";
    var target = target(GREEN);
    events = new ArrayList<>(target.map(DeploymentTarget::events).orElse(List.of()));
    greenName = target.map(t -> t.name().substring(GREEN.length() + 1)).orElse(null);
    green = target.map(t -> Colour.valueOf(t.colour())).orElse(null);
    blue = target(BLUE).orElse(null);
  }

  private Optional<DeploymentTarget> target(String role) {
    return old == null
        ? Optional.empty()
        : old.targets().stream().filter(t -> t.name().startsWith(role + "/")).findFirst();
  }

  boolean finished() {
    return state == DeploymentState.Succeeded
        || state == DeploymentState.Failed
        || state == DeploymentState.Stopped;
  }

  Optional<Colour> green() {
    return Optional.ofNullable(green);
  }

  Optional<String> revision() {
    return Optional.ofNullable(revision);
  }

  boolean hadBlue() {
    return blue != null;
  }

  void queued(String why) {
    state = DeploymentState.Queued;
    message = why;
  }

  void begin(Colour colour, String name, String what, Optional<Colour> active) {
    if (green == null) {
      green = colour;
      greenName = name;
      revision = what;
      active
          .filter(c -> c != colour)
          .ifPresent(
              c ->
                  blue =
                      new DeploymentTarget(
                          BLUE + "/" + c, c.name(), LifecycleEventState.InProgress, List.of()));
      traffic = new TrafficState("Selector", 0, 0);
    }
    state = DeploymentState.InProgress;
    message = "in progress";
  }

  boolean ended(String event) {
    return find(event).filter(e -> e.status() == LifecycleEventState.Succeeded).isPresent();
  }

  /** When an event began; now when it has not. */
  Instant since(String event) {
    return find(event).map(e -> Times.parse(e.startTime())).orElse(now);
  }

  private Optional<LifecycleEvent> find(String name) {
    return events.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  void progress(String event, String text) {
    message = event + ": " + text;
    if (!ended(event)) {
      set(event, LifecycleEventState.InProgress, text);
    }
  }

  void end(String event, String text) {
    set(event, LifecycleEventState.Succeeded, text);
  }

  private void set(String name, LifecycleEventState how, String text) {
    var start = find(name).map(LifecycleEvent::startTime).orElse(Times.format(now));
    var end = how == LifecycleEventState.InProgress ? null : Times.format(now);
    var event = new LifecycleEvent(name, how, start, end, text);
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).name().equals(name)) {
        events.set(i, event);
        return;
      }
    }
    events.add(event);
  }

  void requested(int weight) {
    traffic = new TrafficState("Selector", weight, traffic == null ? 0 : traffic.achievedWeight());
  }

  void achieved(int weight) {
    traffic = new TrafficState("Selector", weight, weight);
  }

  void succeeded() {
    state = DeploymentState.Succeeded;
    message = "all traffic goes to revision " + revision;
    endTime = Times.format(now);
  }

  void failed(String code, String why) {
    state = DeploymentState.Failed;
    error = new ExecutionError(code, why);
    message = why;
    endTime = Times.format(now);
  }

  void rolledBack(String code, String why, Colour serving) {
    for (var event : List.copyOf(events)) {
      if (event.status() == LifecycleEventState.InProgress) {
        set(event.name(), LifecycleEventState.Failed, why);
      }
    }
    failed(code, why);
    traffic = new TrafficState("Selector", 0, 0);
    if (serving != null) {
      rollback = new RollbackState(code, Times.format(now), serving.name());
    }
  }

  DeploymentExecutionStatus status() {
    var generation = execution.getMetadata().getGeneration();
    var done = finished();
    var targets = new ArrayList<DeploymentTarget>();
    if (green != null) {
      targets.add(
          new DeploymentTarget(
              GREEN + "/" + greenName, green.name(), target(), List.copyOf(events)));
    }
    if (blue != null) {
      targets.add(
          done ? new DeploymentTarget(blue.name(), blue.colour(), target(), List.of()) : blue);
    }
    return new DeploymentExecutionStatus(
        generation,
        "d-" + Hashes.hex(execution.getMetadata().getUid(), 9).toUpperCase(Locale.ROOT),
        state,
        old == null || old.startTime() == null ? Times.format(now) : old.startTime(),
        endTime,
        revision,
        targets,
        traffic,
        rollback,
        error,
        Conditions.with(
            old == null ? List.of() : old.conditions(),
            Conditions.SUCCEEDED,
            !done ? "Unknown" : state == DeploymentState.Succeeded ? "True" : "False",
            state.name(),
            message,
            generation,
            now));
  }

  private LifecycleEventState target() {
    return switch (state) {
      case Succeeded -> LifecycleEventState.Succeeded;
      case Failed, Stopped -> LifecycleEventState.Failed;
      default -> LifecycleEventState.InProgress;
    };
  }
}

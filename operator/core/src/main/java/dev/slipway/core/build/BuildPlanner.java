package dev.slipway.core.build;

import dev.slipway.api.v1alpha1.BuildExecutionStatus;
import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.api.v1alpha1.BuildProjectStatus;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.DomainSpec;
import dev.slipway.api.value.Durations;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.status.Times;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides about one build: number, pod, images, end. The runner's report is what it goes by; the
 * pod tells only why there is none.
 */
public final class BuildPlanner {

  private static final String QUEUED_TIMEOUT = "8h";

  /** When a pod that the caches do not show yet is asked for again. */
  private static final Duration CACHE_LAG = Duration.ofSeconds(30);

  /** How long a pod may run beyond the build's timeout before it is removed. */
  private static final Duration OVERTIME = Duration.ofSeconds(90);

  /** How long a pod that ended may keep its last report from us. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  /** A kubelet that is busy says only some seconds after the end that it evicted a pod. */
  private static final Duration POD_LAG = Duration.ofSeconds(10);

  private final BuildObservation seen;
  private final BuildSettings settings;
  private final Instant now;
  private final List<Action> actions = new ArrayList<>();

  private BuildPlanner(BuildObservation seen, BuildSettings settings, Instant now) {
    this.seen = seen;
    this.settings = settings;
    this.now = now;
  }

  /** Total: whatever is wrong becomes the build's status. */
  public static Plan<BuildExecutionStatus> plan(
      BuildObservation seen, BuildSettings settings, Instant now) {
    return new BuildPlanner(seen, settings, now).plan();
  }

  private Plan<BuildExecutionStatus> plan() {
    var status = seen.build().getStatus();
    if (status != null && status.buildStatus() != null && ended(status)) {
      return Plan.settled(status);
    }
    var statuses = new BuildStatuses(seen, now);
    if (seen.project() == null) {
      return Plan.settled(
          statuses.refused(
              "CLIENT_ERROR",
              "there is no BuildProject "
                  + seen.build().getSpec().project()
                  + " in this namespace"));
    }
    if (!seen.missing().isEmpty() && seen.pod() == null && seen.report() == null) {
      return Plan.settled(statuses.refused("CLIENT_ERROR", String.join("; ", seen.missing())));
    }
    if (status == null || status.buildNumber() == null) {
      return accept(statuses);
    }
    if (seen.report() != null && seen.report().state() != BuildState.IN_PROGRESS) {
      return reported(statuses);
    }
    if (seen.pod() == null) {
      return withoutPod(statuses);
    }
    return withPod(statuses);
  }

  private static boolean ended(BuildExecutionStatus status) {
    return status.buildStatus() != BuildState.IN_PROGRESS;
  }

  /**
   * Takes the next number: first in the project, whose resource version makes sure that nobody else
   * takes the same, then in the build. The pod comes after that, so that it has the stored number
   * whatever happens in between.
   */
  private Plan<BuildExecutionStatus> accept(BuildStatuses statuses) {
    var project = seen.project();
    long last =
        Optional.ofNullable(project.getStatus())
            .map(BuildProjectStatus::lastBuildNumber)
            .orElse(0L);
    long number = last + 1;
    var patch = new BuildProject();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(project.getMetadata().getName())
            .withNamespace(project.getMetadata().getNamespace())
            .withResourceVersion(project.getMetadata().getResourceVersion())
            .build());
    var old = project.getStatus();
    patch.setStatus(
        new BuildProjectStatus(
            old == null ? null : old.observedGeneration(),
            number,
            old == null ? List.of() : old.conditions()));
    actions.add(new Action.PatchStatus(patch));
    return new Plan<>(actions, statuses.accepted(number), Optional.of(now));
  }

  private List<Action> launch(long number) {
    var launch = new ArrayList<Action>();
    var domain = new BuildOrders(seen, settings).domain();
    if (domain.isPresent() && !seen.domains().contains(domain.get())) {
      launch.add(new Action.Create(domain(domain.get())));
    }
    launch.add(
        new Action.Create(new BuildPod(seen, settings).pod(number, queuedTimeout().toSeconds())));
    return launch;
  }

  private Domain domain(String name) {
    var domain = new Domain();
    domain.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(seen.build().getMetadata().getNamespace())
            .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
            .build());
    domain.setSpec(DomainSpec.STANDARD);
    return domain;
  }

  private Plan<BuildExecutionStatus> withoutPod(BuildStatuses statuses) {
    var started = Times.parse(seen.build().getStatus().startTime());
    var ran = seen.build().getStatus().logs() != null;
    if (seen.refused() != null && !ran) {
      if (now.isAfter(started.plus(queuedTimeout()))) {
        return Plan.settled(statuses.failed("QUEUED_TIMEOUT", seen.refused()));
      }
      actions.addAll(launch(seen.build().getStatus().buildNumber()));
      return new Plan<>(
          actions,
          statuses.waiting("the build pod is refused: " + seen.refused()),
          Optional.of(now.plus(CACHE_LAG)));
    }
    if (ran) {
      return Plan.settled(statuses.fault("the build pod was deleted while the build ran"));
    }
    actions.addAll(launch(seen.build().getStatus().buildNumber()));
    return new Plan<>(
        actions,
        statuses.waiting("the build pod is being created"),
        Optional.of(now.plus(CACHE_LAG)));
  }

  private Plan<BuildExecutionStatus> withPod(BuildStatuses statuses) {
    var started = Times.parse(seen.build().getStatus().startTime());
    var ended = PodTrouble.ended(seen.pod());
    if (ended.isPresent()) {
      return "TIMED_OUT".equals(ended.get().code())
          ? Plan.settled(statuses.timedOut(ended.get().message()))
          : Plan.settled(statuses.fault(ended.get().message()));
    }
    var limit = new BuildOrders(seen, settings).timeout();
    var latest = started.plus(queuedTimeout()).plus(limit).plus(OVERTIME);
    if (now.isAfter(latest)) {
      actions.add(Action.Delete.of(seen.pod()));
      return new Plan<>(
          actions, statuses.timedOut("the build did not end in time"), Optional.empty());
    }
    var trouble = PodTrouble.waiting(seen.pod(), queuedTimeout());
    if (trouble.isPresent()) {
      return trouble(statuses, trouble.get(), started);
    }
    if (seen.report() == null) {
      return new Plan<>(actions, statuses.unreported(), Optional.of(latest.plusSeconds(1)));
    }
    actions.addAll(new ImageBuilds(seen, settings).actions());
    return new Plan<>(actions, statuses.running(), Optional.of(latest.plusSeconds(1)));
  }

  private Plan<BuildExecutionStatus> trouble(
      BuildStatuses statuses, PodTrouble trouble, Instant started) {
    var until = trouble.patience().map(started::plus);
    if (until.isEmpty() || !now.isBefore(until.get())) {
      actions.add(Action.Delete.of(seen.pod()));
      return new Plan<>(
          actions, statuses.failed(trouble.code(), trouble.message()), Optional.empty());
    }
    return new Plan<>(actions, statuses.waiting(trouble.message()), until);
  }

  private Duration queuedTimeout() {
    var set = seen.project().getSpec().queuedTimeout();
    return Durations.parse(set == null ? QUEUED_TIMEOUT : set);
  }

  /** A runner that could not go on knows less than the pod, which may say it a little later. */
  private Plan<BuildExecutionStatus> reported(BuildStatuses statuses) {
    if (seen.report().state() != BuildState.FAULT) {
      return Plan.settled(statuses.finished(Optional.empty()));
    }
    if (seen.pod() == null) {
      return Plan.settled(
          statuses.finished(Optional.of("the build pod was deleted while the build ran")));
    }
    var outside = PodTrouble.fromOutside(seen.pod());
    var phases = seen.report().phases();
    var until =
        phases.isEmpty() || phases.getLast().endTime() == null
            ? now
            : Times.parse(phases.getLast().endTime()).plus(POD_LAG);
    if (outside.isPresent() || !now.isBefore(until)) {
      return Plan.settled(statuses.finished(outside));
    }
    return new Plan<>(actions, statuses.running(), Optional.of(until));
  }

  /** How long the caller may wait for the runner's last words of a pod that ended. */
  public static Duration lastWords() {
    return LAST_WORDS;
  }
}

package dev.slipway.core.build;

import dev.slipway.api.v1alpha1.BuildDependencies;
import dev.slipway.api.v1alpha1.BuildExecutionStatus;
import dev.slipway.api.v1alpha1.BuildLogs;
import dev.slipway.api.v1alpha1.BuildPhase;
import dev.slipway.api.v1alpha1.BuildPhaseType;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.api.v1alpha1.PhaseContext;
import dev.slipway.core.status.Conditions;
import dev.slipway.core.status.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A build's status, always out of the facts: accepted when, pod since when, what the report says.
 */
final class BuildStatuses {

  private static final String NOT_TOLD =
      "the runner ended before it kept what the build pulled; GET /api/v1/pulls?pod=%s of the"
          + " package server still has it";

  private final BuildObservation seen;
  private final Instant now;
  private final BuildExecutionStatus old;
  private final String started;

  BuildStatuses(BuildObservation seen, Instant now) {
    this.seen = seen;
    this.now = now;
    this.old = seen.build().getStatus();
    this.started = old == null || old.startTime() == null ? Times.format(now) : old.startTime();
  }

  /** Never started: what it needs is not there. */
  BuildExecutionStatus refused(String code, String message) {
    var context = List.of(new PhaseContext(code, message));
    var phases =
        List.of(
            phase(BuildPhaseType.SUBMITTED, BuildState.FAILED, started, Times.format(now), context),
            completed());
    return status(number(), BuildPhaseType.COMPLETED, BuildState.FAILED, phases, null, message);
  }

  BuildExecutionStatus accepted(long number) {
    return status(
        number, BuildPhaseType.QUEUED, BuildState.IN_PROGRESS, before(false), null, "accepted");
  }

  BuildExecutionStatus waiting(String why) {
    var phases = soFar();
    return status(number(), phases.getLast().type(), BuildState.IN_PROGRESS, phases, why, why);
  }

  /** The pod is there, and its runner has not told this operator anything yet. */
  BuildExecutionStatus unreported() {
    var phases = soFar();
    var phase = phases.getLast().type();
    return status(
        number(),
        phase,
        BuildState.IN_PROGRESS,
        phases,
        null,
        phase == BuildPhaseType.PROVISIONING ? "starting" : "in phase " + phase);
  }

  BuildExecutionStatus running() {
    var phases = reported();
    return status(
        number(),
        phases.getLast().type(),
        BuildState.IN_PROGRESS,
        phases,
        null,
        "in phase " + phases.getLast().type());
  }

  /**
   * The runner's last report.
   *
   * @param outside what ended the build from outside, better known here than by the runner
   */
  BuildExecutionStatus finished(Optional<String> outside) {
    var state = seen.report().state();
    var phases = new ArrayList<>(reported());
    phases.add(completed());
    return status(
        number(),
        BuildPhaseType.COMPLETED,
        state,
        phases,
        null,
        outside.orElseGet(() -> summary(state, phases)));
  }

  BuildExecutionStatus failed(String code, String message) {
    return cut(BuildState.FAILED, code, message);
  }

  BuildExecutionStatus fault(String message) {
    return cut(BuildState.FAULT, "INTERNAL_ERROR", message);
  }

  BuildExecutionStatus timedOut(String message) {
    return cut(BuildState.TIMED_OUT, "TIMED_OUT", message);
  }

  /** The phase that was in progress ends this way. */
  private BuildExecutionStatus cut(BuildState state, String code, String message) {
    var phases = new ArrayList<>(soFar());
    var last = phases.removeLast();
    phases.add(
        phase(
            last.type(),
            state,
            last.startTime(),
            Times.format(now),
            List.of(new PhaseContext(code, message))));
    phases.add(completed());
    var status = status(number(), BuildPhaseType.COMPLETED, state, phases, null, message);
    return ran(phases) && !seen.project().getSpec().packages().isEmpty()
        ? with(
            status,
            BuildDependencies.lost(
                NOT_TOLD.formatted(BuildPod.name(seen.build().getMetadata().getName()))))
        : status;
  }

  private static boolean ran(List<BuildPhase> phases) {
    return phases.stream()
        .anyMatch(
            p ->
                p.type().compareTo(BuildPhaseType.PROVISIONING) > 0
                    && p.type() != BuildPhaseType.COMPLETED);
  }

  private static BuildExecutionStatus with(
      BuildExecutionStatus status, BuildDependencies dependencies) {
    return new BuildExecutionStatus(
        status.observedGeneration(),
        status.buildNumber(),
        status.currentPhase(),
        status.buildStatus(),
        status.startTime(),
        status.endTime(),
        status.resolvedSourceVersion(),
        status.phases(),
        status.exportedVariables(),
        status.artifacts(),
        status.images(),
        status.waitingFor(),
        status.logs(),
        dependencies,
        status.conditions());
  }

  private static String summary(BuildState state, List<BuildPhase> phases) {
    return phases.stream()
        .flatMap(p -> p.contexts().stream().map(c -> p.type() + ": " + c.message()))
        .findFirst()
        .orElse("build " + state);
  }

  private Long number() {
    return old == null ? null : old.buildNumber();
  }

  /** SUBMITTED, QUEUED and PROVISIONING; the last in progress until the runner speaks. */
  private List<BuildPhase> before(boolean done) {
    var none = List.<PhaseContext>of();
    var created = seen.pod() == null ? started : seen.pod().getMetadata().getCreationTimestamp();
    var phases = new ArrayList<BuildPhase>();
    phases.add(phase(BuildPhaseType.SUBMITTED, BuildState.SUCCEEDED, started, started, none));
    phases.add(phase(BuildPhaseType.QUEUED, BuildState.SUCCEEDED, started, created, none));
    var first =
        seen.report() == null || seen.report().phases().isEmpty()
            ? Times.format(now)
            : seen.report().phases().getFirst().startTime();
    phases.add(
        done
            ? phase(BuildPhaseType.PROVISIONING, BuildState.SUCCEEDED, created, first, none)
            : phase(BuildPhaseType.PROVISIONING, BuildState.IN_PROGRESS, created, null, none));
    return phases;
  }

  /** What the runner told an operator before this one is in the old status: nothing goes back. */
  private List<BuildPhase> soFar() {
    if (seen.report() != null) {
      return reported();
    }
    return old != null
            && old.phases().stream()
                .anyMatch(p -> p.type().compareTo(BuildPhaseType.PROVISIONING) > 0)
        ? old.phases()
        : before(false);
  }

  private List<BuildPhase> reported() {
    var phases = before(true);
    phases.addAll(seen.report().phases());
    return phases;
  }

  private BuildPhase completed() {
    return phase(
        BuildPhaseType.COMPLETED,
        BuildState.SUCCEEDED,
        Times.format(now),
        Times.format(now),
        List.of());
  }

  private static BuildPhase phase(
      BuildPhaseType type,
      BuildState state,
      String start,
      String end,
      List<PhaseContext> contexts) {
    var seconds =
        end == null
            ? null
            : Math.max(0, Duration.between(Times.parse(start), Times.parse(end)).toSeconds());
    return new BuildPhase(type, state, start, end, seconds, contexts);
  }

  private BuildExecutionStatus status(
      Long number,
      BuildPhaseType phase,
      BuildState state,
      List<BuildPhase> phases,
      String waitingFor,
      String message) {
    var generation = seen.build().getMetadata().getGeneration();
    var done = state != BuildState.IN_PROGRESS;
    return new BuildExecutionStatus(
        generation,
        number,
        phase,
        state,
        started,
        done ? Times.format(now) : null,
        told(BuildReport::resolvedSourceVersion, BuildExecutionStatus::resolvedSourceVersion, null),
        phases,
        told(BuildReport::exportedVariables, BuildExecutionStatus::exportedVariables, Map.of()),
        told(BuildReport::artifacts, BuildExecutionStatus::artifacts, List.of()),
        told(BuildReport::images, BuildExecutionStatus::images, List.of()),
        waitingFor,
        logs(),
        told(BuildReport::dependencies, BuildExecutionStatus::dependencies, null),
        Conditions.with(
            old == null ? List.of() : old.conditions(),
            Conditions.SUCCEEDED,
            done ? (state == BuildState.SUCCEEDED ? "True" : "False") : "Unknown",
            state.name(),
            message,
            generation,
            now));
  }

  /** From the report; from the old status while there is none. */
  private <T> T told(
      Function<BuildReport, T> report, Function<BuildExecutionStatus, T> status, T otherwise) {
    return seen.report() != null
        ? report.apply(seen.report())
        : old != null ? status.apply(old) : otherwise;
  }

  private BuildLogs logs() {
    if (seen.pod() == null) {
      return old == null ? null : old.logs();
    }
    return new BuildLogs(
        seen.pod().getMetadata().getName(),
        BuildPod.RUNNER,
        seen.report() == null ? null : seen.report().log());
  }
}

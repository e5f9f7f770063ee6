package dev.slipway.core.build;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Why a pod does not run, or why it ended without a result.
 *
 * @param code AWS's status code where it has one
 * @param message what is wrong and how to mend it
 * @param patience how long it may last before the build fails; empty when it never mends itself
 */
record PodTrouble(String code, String message, Optional<Duration> patience) {

  private static final Duration IMAGE_PATIENCE = Duration.ofMinutes(2);
  private static final Set<String> HOPELESS =
      Set.of("InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError");
  private static final Set<String> PULLING = Set.of("ErrImagePull", "ImagePullBackOff");

  /** Why the pod waits; empty when it runs or nothing is known yet. */
  static Optional<PodTrouble> waiting(Pod pod, Duration queuedTimeout) {
    return containers(pod)
        .map(PodTrouble::waiting)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> unscheduled(pod, queuedTimeout));
  }

  private static Optional<PodTrouble> unscheduled(Pod pod, Duration queuedTimeout) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .findFirst()
        .map(
            c ->
                new PodTrouble(
                    "QUEUED_TIMEOUT",
                    "no node takes the build pod: " + c.getMessage(),
                    Optional.of(queuedTimeout)));
  }

  private static Optional<PodTrouble> waiting(ContainerStatus status) {
    var state = status.getState();
    if (state == null || state.getWaiting() == null || state.getWaiting().getReason() == null) {
      return Optional.empty();
    }
    var reason = state.getWaiting().getReason();
    var detail =
        state.getWaiting().getMessage() == null ? "" : ": " + state.getWaiting().getMessage();
    if (PULLING.contains(reason)) {
      return Optional.of(
          new PodTrouble(
              "BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE",
              "image " + status.getImage() + " cannot be pulled" + detail,
              Optional.of(IMAGE_PATIENCE)));
    }
    if (HOPELESS.contains(reason)) {
      return Optional.of(
          new PodTrouble(
              "BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE",
              "container " + status.getName() + ": " + reason + detail,
              Optional.empty()));
    }
    return Optional.empty();
  }

  /** What ended a build from outside; empty when the pod shows nothing of the kind. */
  static Optional<String> fromOutside(Pod pod) {
    var status = pod.getStatus();
    if (status.getReason() != null) {
      return Optional.of(
          "the build pod ended: "
              + status.getReason()
              + (status.getMessage() == null ? "" : ": " + status.getMessage()));
    }
    var disruption =
        status.getConditions().stream()
            .filter(c -> "DisruptionTarget".equals(c.getType()) && "True".equals(c.getStatus()))
            .findFirst();
    if (disruption.isPresent()) {
      return Optional.of(
          "the build pod was evicted: "
              + disruption.get().getReason()
              + ": "
              + disruption.get().getMessage());
    }
    if (containers(pod).anyMatch(PodTrouble::outOfMemory)) {
      return Optional.of(
          "the build container ran out of memory; raise environment.resources.limits.memory");
    }
    return pod.getMetadata().getDeletionTimestamp() == null
        ? Optional.empty()
        : Optional.of("the build pod was deleted while the build ran");
  }

  private static boolean outOfMemory(ContainerStatus status) {
    return status.getState() != null
        && status.getState().getTerminated() != null
        && "OOMKilled".equals(status.getState().getTerminated().getReason());
  }

  /** Why a pod that ended left no result. */
  static Optional<PodTrouble> ended(Pod pod) {
    var status = pod.getStatus();
    var start =
        containers(pod)
            .filter(
                s ->
                    s.getState() != null
                        && s.getState().getTerminated() != null
                        && Set.of("StartError", "ContainerCannotRun")
                            .contains("" + s.getState().getTerminated().getReason()))
            .findFirst();
    if (start.isPresent()) {
      return Optional.of(
          fault(
              "the image "
                  + start.get().getImage()
                  + " cannot run the build: it needs /bin/sh ("
                  + start.get().getState().getTerminated().getMessage()
                  + ")"));
    }
    if (!Set.of("Failed", "Succeeded").contains("" + status.getPhase())) {
      return Optional.empty();
    }
    if ("DeadlineExceeded".equals(status.getReason())) {
      return Optional.of(
          new PodTrouble("TIMED_OUT", "the build pod ran into its deadline", Optional.empty()));
    }
    var outside = fromOutside(pod);
    if (outside.isPresent()) {
      return Optional.of(fault(outside.get()));
    }
    return Optional.of(fault("the build pod ended without a result" + how(pod)));
  }

  private static String how(Pod pod) {
    return containers(pod)
        .filter(s -> s.getState() != null && s.getState().getTerminated() != null)
        .map(
            s ->
                "; container "
                    + s.getName()
                    + ": "
                    + s.getState().getTerminated().getReason()
                    + ", exit code "
                    + s.getState().getTerminated().getExitCode())
        .reduce("", String::concat);
  }

  private static PodTrouble fault(String message) {
    return new PodTrouble("FAULT", message, Optional.empty());
  }

  private static Stream<ContainerStatus> containers(Pod pod) {
    var status = pod.getStatus();
    return Stream.concat(
        status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream());
  }
}

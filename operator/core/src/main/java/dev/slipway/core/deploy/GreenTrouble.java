package dev.slipway.core.deploy;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why pods do not become ready: in words, and whether waiting is any use. */
record GreenTrouble(String message, boolean hopeless) {

  private static final int CRASHES = 2;

  static Optional<GreenTrouble> of(List<Pod> pods) {
    return pods.stream()
        .flatMap(p -> Stream.concat(containers(p), unscheduled(p)))
        .reduce((a, b) -> a.hopeless() ? a : b);
  }

  private static Stream<GreenTrouble> containers(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream().flatMap(s -> container(pod, s).stream());
  }

  private static Optional<GreenTrouble> container(Pod pod, ContainerStatus status) {
    var place = "pod " + pod.getMetadata().getName() + ", container " + status.getName() + ": ";
    var waiting = status.getState() == null ? null : status.getState().getWaiting();
    var last = status.getLastState() == null ? null : status.getLastState().getTerminated();
    if (waiting != null && waiting.getReason() != null) {
      return switch (waiting.getReason()) {
        case "ContainerCreating", "PodInitializing" -> Optional.empty();
        case "CrashLoopBackOff" ->
            Optional.of(
                new GreenTrouble(
                    place
                        + "ends again and again"
                        + (last == null ? "" : ", last with exit code " + last.getExitCode()),
                    status.getRestartCount() >= CRASHES));
        case "InvalidImageName" ->
            Optional.of(new GreenTrouble(place + status.getImage() + " is no image name", true));
        default ->
            Optional.of(
                new GreenTrouble(
                    place
                        + waiting.getReason()
                        + (waiting.getMessage() == null ? "" : ": " + waiting.getMessage()),
                    false));
      };
    }
    if (!Boolean.TRUE.equals(status.getReady())) {
      return Optional.of(
          new GreenTrouble(
              place
                  + (last == null
                      ? "is not ready: its readiness probe does not succeed"
                      : "ended with exit code " + last.getExitCode()),
              false));
    }
    return Optional.empty();
  }

  private static Stream<GreenTrouble> unscheduled(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .map(
            c ->
                new GreenTrouble(
                    "no node takes pod " + pod.getMetadata().getName() + ": " + c.getMessage(),
                    false));
  }
}

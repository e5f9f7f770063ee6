package dev.slipway.core.deploy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether and since when a colour's pods are ready, as the control plane sees it. */
final class Readiness {

  private Readiness() {}

  /** Whether the Deployment's controller has seen this very spec and made all of it available. */
  static boolean complete(Deployment deployment, int replicas) {
    var status = deployment.getStatus();
    return status != null
        && status.getObservedGeneration() != null
        && status.getObservedGeneration() >= deployment.getMetadata().getGeneration()
        && is(status.getUpdatedReplicas(), replicas)
        && is(status.getAvailableReplicas(), replicas)
        && is(status.getReplicas(), replicas);
  }

  private static boolean is(Integer number, int wanted) {
    return number != null && number == wanted;
  }

  /** When the last of the pods became ready; empty without pods. */
  static Optional<Instant> since(List<Pod> pods) {
    return pods.stream().map(Readiness::since).max(Instant::compareTo);
  }

  private static Instant since(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> "Ready".equals(c.getType()))
        .map(c -> Instant.parse(c.getLastTransitionTime()))
        .findFirst()
        .orElse(Instant.EPOCH);
  }
}

package dev.slipway.controller.build;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.Objects;

/**
 * What the kubelet tells in Events before it stands in a pod's status: beside a native sidecar an
 * image that cannot be pulled is seen in the status only after some fifteen seconds.
 */
final class PodEvents {

  private static final String INITIALIZING = "PodInitializing";
  private static final String PULLING = "Failed to pull image";

  private final KubernetesClient client;

  PodEvents(KubernetesClient client) {
    this.client = client;
  }

  /** Whether the pod has a node, and a container of which its status says nothing yet. */
  static boolean silent(Pod pod) {
    return pod != null
        && pod.getSpec().getNodeName() != null
        && pod.getStatus().getContainerStatuses().stream().anyMatch(PodEvents::initializing);
  }

  private static boolean initializing(ContainerStatus status) {
    return status.getState() != null
        && status.getState().getWaiting() != null
        && INITIALIZING.equals(status.getState().getWaiting().getReason());
  }

  /** The pod, its silent container waiting for the reason that the newest Event gives. */
  Pod complete(Pod pod) {
    if (!silent(pod)) {
      return pod;
    }
    return client
        .v1()
        .events()
        .inNamespace(pod.getMetadata().getNamespace())
        .withField("involvedObject.uid", pod.getMetadata().getUid())
        .withField("type", "Warning")
        .list()
        .getItems()
        .stream()
        .filter(e -> e.getMessage() != null && e.getMessage().startsWith(PULLING))
        .max(
            Comparator.comparing((Event e) -> Objects.requireNonNullElse(e.getLastTimestamp(), "")))
        .map(e -> waiting(pod, e.getMessage()))
        .orElse(pod);
  }

  private static Pod waiting(Pod pod, String message) {
    return new PodBuilder(pod)
        .editStatus()
        .editMatchingContainerStatus(s -> initializing(s.build()))
        .editState()
        .editWaiting()
        .withReason("ErrImagePull")
        .withMessage(message)
        .endWaiting()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }
}

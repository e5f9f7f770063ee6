package dev.slipway.core.deploy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether EndpointSlices hold exactly what they should. */
final class Endpoints {

  private Endpoints() {}

  static boolean ready(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  /** Exactly these pods, all of them ready and none ending, and each endpoint ready. */
  static boolean exact(List<EndpointSlice> slices, List<Pod> pods) {
    if (slices == null || pods.isEmpty() || !pods.stream().allMatch(Endpoints::ready)) {
      return false;
    }
    var endpoints = slices.stream().flatMap(s -> s.getEndpoints().stream()).toList();
    if (!endpoints.stream()
        .allMatch(
            e ->
                e.getConditions() != null
                    && Boolean.TRUE.equals(e.getConditions().getReady())
                    && !Boolean.TRUE.equals(e.getConditions().getTerminating()))) {
      return false;
    }
    Set<String> have =
        endpoints.stream()
            .filter(e -> e.getTargetRef() != null)
            .map(e -> e.getTargetRef().getUid())
            .collect(Collectors.toSet());
    Set<String> wanted =
        pods.stream().map(p -> p.getMetadata().getUid()).collect(Collectors.toSet());
    return have.equals(wanted) && endpoints.size() == wanted.size();
  }
}

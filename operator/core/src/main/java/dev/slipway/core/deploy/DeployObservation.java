package dev.slipway.core.deploy;

import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentGroup;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Proof;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a deployment's decisions rest on.
 *
 * @param group null when there is none
 * @param template the Deployment that is copied; null when there is none
 * @param colours the copies, by colour
 * @param services the entry and the colours' Services, by name
 * @param slices EndpointSlices by the name of their Service
 * @param pods pods of the group
 * @param proofs how far proofs are, by key
 * @param earlier unfinished deployments of the group that came before this one
 */
public record DeployObservation(
    DeploymentExecution execution,
    DeploymentGroup group,
    Deployment template,
    Map<Colour, Deployment> colours,
    Map<String, Service> services,
    Map<String, List<EndpointSlice>> slices,
    List<Pod> pods,
    Map<String, Proof.Result> proofs,
    List<String> earlier) {

  /** The Service that moves traffic; null when it is not there yet. */
  Service entry() {
    return services.get(group.getSpec().service().name());
  }

  /** The colour that the entry selects. */
  Optional<Colour> active() {
    return Optional.ofNullable(entry())
        .map(s -> s.getSpec().getSelector())
        .map(s -> s.get(Labels.COLOUR))
        .map(Colour::valueOf);
  }

  List<Pod> podsOf(Colour colour) {
    return pods.stream()
        .filter(p -> colour.name().equals(p.getMetadata().getLabels().get(Labels.COLOUR)))
        .toList();
  }

  /** Pods of green: as many as are wanted, and not fewer than blue has now. */
  int replicas(Colour green) {
    var blue = colours().get(green.other());
    int running =
        active().equals(Optional.of(green.other())) && blue != null
            ? DeployResources.replicas(blue)
            : 0;
    var set = group().getSpec().replicas();
    int templates =
        template() == null ? 1 : Optional.ofNullable(template().getSpec().getReplicas()).orElse(1);
    return Math.max(running, Math.max(1, set != null ? set : templates));
  }
}

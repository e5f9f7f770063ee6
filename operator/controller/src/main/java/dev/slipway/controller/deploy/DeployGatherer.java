package dev.slipway.controller.deploy;

import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentGroup;
import dev.slipway.api.v1alpha1.DeploymentState;
import dev.slipway.core.deploy.Colour;
import dev.slipway.core.deploy.DeployObservation;
import dev.slipway.core.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Brings together what a deployment's decisions rest on, read from the API server itself: a switch
 * is rare, and a stale cache would move traffic on old facts.
 */
final class DeployGatherer {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  private static final Set<DeploymentState> ENDED =
      Set.of(DeploymentState.Succeeded, DeploymentState.Failed, DeploymentState.Stopped);

  private final KubernetesClient client;
  private final DataPlaneProver prover;

  DeployGatherer(KubernetesClient client, DataPlaneProver prover) {
    this.client = client;
    this.prover = prover;
  }

  static boolean ended(DeploymentExecution execution) {
    return execution.getStatus() != null
        && execution.getStatus().status() != null
        && ENDED.contains(execution.getStatus().status());
  }

  DeployObservation gather(DeploymentExecution execution) {
    var namespace = execution.getMetadata().getNamespace();
    var group =
        client
            .resources(DeploymentGroup.class)
            .inNamespace(namespace)
            .withName(execution.getSpec().group())
            .get();
    if (group == null) {
      return new DeployObservation(
          execution, null, null, Map.of(), Map.of(), Map.of(), List.of(), Map.of(), List.of());
    }
    var template =
        client
            .apps()
            .deployments()
            .inNamespace(namespace)
            .withName(group.getSpec().workload().name())
            .get();
    var label = Labels.value(group.getMetadata().getName());
    var services =
        client
            .services()
            .inNamespace(namespace)
            .withLabel(Labels.DEPLOYMENT_GROUP, label)
            .list()
            .getItems()
            .stream()
            .collect(Collectors.toMap(s -> s.getMetadata().getName(), Function.identity()));
    var entryName = group.getSpec().service().name();
    if (!services.containsKey(entryName)) {
      Service other = client.services().inNamespace(namespace).withName(entryName).get();
      if (other != null) {
        services.put(entryName, other);
      }
    }
    return new DeployObservation(
        execution,
        group,
        template,
        colours(namespace, label),
        services,
        slices(namespace, services.keySet()),
        client
            .pods()
            .inNamespace(namespace)
            .withLabel(Labels.DEPLOYMENT_GROUP, label)
            .list()
            .getItems(),
        prover.results(execution.getMetadata().getUid()),
        earlier(execution));
  }

  private Map<Colour, Deployment> colours(String namespace, String label) {
    var colours = new EnumMap<Colour, Deployment>(Colour.class);
    for (var deployment :
        client
            .apps()
            .deployments()
            .inNamespace(namespace)
            .withLabel(Labels.DEPLOYMENT_GROUP, label)
            .list()
            .getItems()) {
      colours.put(
          Colour.valueOf(deployment.getMetadata().getLabels().get(Labels.COLOUR)), deployment);
    }
    return colours;
  }

  private Map<String, List<EndpointSlice>> slices(String namespace, Set<String> services) {
    return services.stream()
        .collect(
            Collectors.toMap(
                Function.identity(),
                s ->
                    client
                        .discovery()
                        .v1()
                        .endpointSlices()
                        .inNamespace(namespace)
                        .withLabel(SERVICE_NAME, s)
                        .list()
                        .getItems()));
  }

  private List<String> earlier(DeploymentExecution execution) {
    var order =
        Comparator.comparing((HasMetadata e) -> e.getMetadata().getCreationTimestamp())
            .thenComparing(e -> e.getMetadata().getName());
    return client
        .resources(DeploymentExecution.class)
        .inNamespace(execution.getMetadata().getNamespace())
        .list()
        .getItems()
        .stream()
        .filter(e -> e.getSpec().group().equals(execution.getSpec().group()))
        .filter(e -> !ended(e) && order.compare(e, execution) < 0)
        .map(e -> e.getMetadata().getName())
        .toList();
  }
}

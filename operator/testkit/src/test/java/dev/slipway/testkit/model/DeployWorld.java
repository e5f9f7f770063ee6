package dev.slipway.testkit.model;

import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Proof;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What Kubernetes does beside a deployment: pods come up, endpoints follow, traffic arrives. */
final class DeployWorld {

  static final String SERVICE_NAME = "kubernetes.io/service-name";

  /** Pods with such an image never become ready. */
  static final String BROKEN = "broken";

  private final ModelCluster cluster;
  private final Map<String, Proof> wanted = new HashMap<>();
  private final Map<String, Proof.Result> results = new HashMap<>();
  private int numbers;

  DeployWorld(ModelCluster cluster) {
    this.cluster = cluster;
  }

  /** Each of these does at most one thing and says whether it did. */
  interface Step {
    boolean go();
  }

  List<Step> steps() {
    return List.of(
        this::address,
        this::remove,
        this::start,
        this::pods,
        this::counts,
        this::slices,
        this::proofs);
  }

  Map<String, Proof.Result> results() {
    return Map.copyOf(results);
  }

  void want(Proof proof) {
    wanted.put(proof.key(), proof);
  }

  void forget() {
    wanted.clear();
    results.clear();
  }

  static boolean ready(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  List<Pod> podsOf(Map<String, String> selector) {
    return cluster.list(Pod.class).stream()
        .filter(p -> p.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
        .toList();
  }

  private boolean address() {
    for (var service : cluster.list(Service.class)) {
      if (service.getSpec().getClusterIP() == null) {
        var ip = "10.0.0." + ++numbers;
        cluster.change(service, s -> s.getSpec().setClusterIP(ip));
        return true;
      }
    }
    return false;
  }

  private List<Deployment> colours() {
    return cluster.list(Deployment.class).stream()
        .filter(d -> d.getMetadata().getLabels().containsKey(Labels.COLOUR))
        .toList();
  }

  private static boolean current(Pod pod, Deployment deployment) {
    return revision(pod)
        .equals(
            deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv()
                .stream()
                .filter(e -> e.getName().equals("SLIPWAY_REVISION"))
                .findFirst()
                .orElseThrow()
                .getValue());
  }

  private static String revision(Pod pod) {
    return pod.getSpec().getContainers().getFirst().getEnv().stream()
        .filter(e -> e.getName().equals("SLIPWAY_REVISION"))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private List<Pod> podsOf(Deployment deployment) {
    return podsOf(deployment.getSpec().getSelector().getMatchLabels());
  }

  private boolean remove() {
    for (var deployment : colours()) {
      var pods = podsOf(deployment);
      var old = pods.stream().filter(p -> !current(p, deployment)).findFirst();
      if (old.isEmpty() && pods.size() > deployment.getSpec().getReplicas()) {
        old = pods.stream().findFirst();
      }
      if (old.isPresent()) {
        cluster.delete("Pod", old.get().getMetadata().getName(), Optional.empty());
        return true;
      }
    }
    return false;
  }

  private boolean start() {
    for (var deployment : colours()) {
      if (podsOf(deployment).size() < deployment.getSpec().getReplicas()) {
        var template = deployment.getSpec().getTemplate();
        cluster.create(
            new PodBuilder()
                .withNewMetadata()
                .withName(deployment.getMetadata().getName() + "-" + ++numbers)
                .withLabels(template.getMetadata().getLabels())
                .endMetadata()
                .withSpec(template.getSpec())
                .build());
        return true;
      }
    }
    return false;
  }

  private boolean pods() {
    for (var pod : cluster.list(Pod.class)) {
      if (pod.getStatus().getPodIP() == null) {
        var broken = pod.getSpec().getContainers().getFirst().getImage().contains(BROKEN);
        var ip = "10.1.0." + ++numbers;
        var time = cluster.now().toString();
        cluster.change(
            pod,
            p ->
                p.setStatus(
                    new PodStatusBuilder()
                        .withPhase("Running")
                        .withPodIP(ip)
                        .withConditions(
                            new PodConditionBuilder()
                                .withType("Ready")
                                .withStatus(broken ? "False" : "True")
                                .withLastTransitionTime(time)
                                .build())
                        .withContainerStatuses(
                            broken
                                ? List.of(
                                    new ContainerStatusBuilder()
                                        .withName("web")
                                        .withRestartCount(3)
                                        .withNewState()
                                        .withNewWaiting(null, "CrashLoopBackOff")
                                        .endState()
                                        .build())
                                : List.of())
                        .build()));
        return true;
      }
    }
    return false;
  }

  private boolean counts() {
    for (var deployment : colours()) {
      var pods = podsOf(deployment);
      int available = (int) pods.stream().filter(DeployWorld::ready).count();
      int updated = (int) pods.stream().filter(p -> current(p, deployment)).count();
      var status =
          new DeploymentStatusBuilder()
              .withObservedGeneration(deployment.getMetadata().getGeneration())
              .withReplicas(pods.size())
              .withUpdatedReplicas(updated)
              .withAvailableReplicas(available)
              .build();
      if (!status.equals(deployment.getStatus())) {
        cluster.change(deployment, d -> d.setStatus(status));
        return true;
      }
    }
    return false;
  }

  private boolean slices() {
    for (var service : cluster.list(Service.class)) {
      var endpoints = new ArrayList<Endpoint>();
      for (var pod : podsOf(service.getSpec().getSelector())) {
        if (ready(pod)) {
          endpoints.add(
              new EndpointBuilder()
                  .withAddresses(pod.getStatus().getPodIP())
                  .withNewConditions()
                  .withReady(true)
                  .endConditions()
                  .withNewTargetRef()
                  .withKind("Pod")
                  .withName(pod.getMetadata().getName())
                  .withUid(pod.getMetadata().getUid())
                  .endTargetRef()
                  .build());
        }
      }
      var name = service.getMetadata().getName();
      var old = cluster.get(EndpointSlice.class, name);
      if (old.isEmpty()) {
        cluster.create(
            new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(SERVICE_NAME, name)
                .endMetadata()
                .withEndpoints(endpoints)
                .build());
        return true;
      }
      if (!old.get().getEndpoints().equals(endpoints)) {
        cluster.change(old.get(), s -> s.setEndpoints(endpoints));
        return true;
      }
    }
    return false;
  }

  private boolean proofs() {
    for (var proof : wanted.values()) {
      var done = results.get(proof.key());
      if (done != null && done.proven()) {
        continue;
      }
      var right = proof.addresses().stream().allMatch(a -> answers(a, proof.expected()));
      var result = new Proof.Result(right, right ? 0 : 1, right ? null : "wrong");
      if (!Objects.equals(done, result)) {
        results.put(proof.key(), result);
        return true;
      }
    }
    return false;
  }

  /** Whether every pod behind an address is of this revision, and there is one. */
  private boolean answers(String address, String revision) {
    var ip = address.substring(0, address.indexOf(':'));
    var pods =
        cluster.list(Pod.class).stream()
            .filter(DeployWorld::ready)
            .filter(p -> ip.equals(p.getStatus().getPodIP()) || behind(ip, p))
            .toList();
    return !pods.isEmpty() && pods.stream().allMatch(p -> revision(p).equals(revision));
  }

  private boolean behind(String ip, Pod pod) {
    return cluster.list(Service.class).stream()
        .filter(s -> ip.equals(s.getSpec().getClusterIP()))
        .flatMap(s -> cluster.get(EndpointSlice.class, s.getMetadata().getName()).stream())
        .flatMap(s -> s.getEndpoints().stream())
        .anyMatch(e -> e.getTargetRef().getUid().equals(pod.getMetadata().getUid()));
  }
}

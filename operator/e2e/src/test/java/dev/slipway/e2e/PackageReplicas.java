package dev.slipway.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** The pods of a default domain that has two package servers. */
final class PackageReplicas {

  private static final int REPLICAS = 2;
  private static final String BUDGET = "pdb/packages-default";
  private static final Duration LONGEST = Duration.ofSeconds(90);

  private final SlipwayCluster slipway;
  private final String namespace;

  PackageReplicas(SlipwayCluster slipway, String namespace) {
    this.slipway = slipway;
    this.namespace = namespace;
  }

  /** Waits until two are ready and no other is there, and returns their names in order. */
  List<String> ready() {
    return List.copyOf(names(settled(Set.of())));
  }

  /** Kills the process of a pod as {@code kill -9} does, and returns its id. */
  String kill(String pod) {
    var process =
        slipway
            .kubectl()
            .run(
                "get",
                "pod",
                pod,
                "-n",
                namespace,
                "-o",
                "jsonpath={.status.containerStatuses[0].containerID}")
            .strip();
    slipway
        .cluster()
        .node()
        .run(
            "ctr",
            "-n",
            "k8s.io",
            "tasks",
            "kill",
            "-s",
            "SIGKILL",
            process.substring("containerd://".length()));
    return process;
  }

  /** Asks for the end of a pod as a drain does; false when a budget is against it. */
  boolean evict(String pod) {
    try (var client = once()) {
      return client.pods().inNamespace(namespace).withName(pod).evict();
    }
  }

  /** A client that takes a no for an answer; others ask again until a budget allows it. */
  private KubernetesClient once() {
    var config = slipway.cluster().client().getConfiguration();
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config).withRequestRetryBackoffLimit(0).build())
        .build();
  }

  /** Waits until their budget lets a drain take one. */
  void mayLoseOne() {
    slipway
        .kubectl()
        .run(
            "wait",
            BUDGET,
            "-n",
            namespace,
            "--for=jsonpath={.status.disruptionsAllowed}=1",
            "--timeout=60s");
  }

  /** Has one replica only and waits until nothing keeps a drain from it. */
  void one() {
    slipway
        .kubectl()
        .run(
            "patch",
            "domain/default",
            "-n",
            namespace,
            "--type=merge",
            "-p",
            "{\"spec\":{\"replicas\":1}}");
    Awaitility.await("the end of the budget")
        .atMost(LONGEST)
        .until(() -> slipway.kubectl().run("get", "pdb", "-n", namespace, "-o", "name").isBlank());
  }

  /** Waits until there are two again of which none has this name or process. */
  void replaced(String gone) {
    settled(Set.of(gone));
  }

  /** Replaces all pods as a new version of the server does. */
  void restart() {
    var before = names(settled(Set.of()));
    slipway.kubectl().run("rollout", "restart", "-n", namespace, "deployment/packages-default");
    settled(before);
  }

  /** Waits until two are ready, no other is there, and none has one of these names or processes. */
  private List<Pod> settled(Set<String> gone) {
    return Awaitility.await("two package servers without " + gone)
        .atMost(LONGEST)
        .until(
            this::servers,
            pods ->
                pods.size() == REPLICAS
                    && pods.stream().allMatch(Readiness::isPodReady)
                    && names(pods).stream().noneMatch(gone::contains)
                    && pods.stream().map(PackageReplicas::process).noneMatch(gone::contains));
  }

  private List<Pod> servers() {
    return slipway
        .cluster()
        .client()
        .pods()
        .inNamespace(namespace)
        .withLabel("slipway.dev/domain", "default")
        .list()
        .getItems();
  }

  private static String process(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst().getContainerID();
  }

  private static Set<String> names(List<Pod> pods) {
    return pods.stream()
        .map(p -> p.getMetadata().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

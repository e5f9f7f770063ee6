package dev.slipway.e2e;

import dev.slipway.testkit.cluster.Cache;
import dev.slipway.testkit.cluster.Checkout;
import dev.slipway.testkit.cluster.Kubectl;
import dev.slipway.testkit.cluster.TestCluster;
import java.nio.file.Path;

/** The test cluster with Slipway installed as a user installs it; one for all tests. */
final class SlipwayCluster {

  private static SlipwayCluster started;

  private final TestCluster cluster = TestCluster.get();
  private final Kubectl kubectl;
  private final Services services;

  private SlipwayCluster() {
    var root = Checkout.root();
    cluster.load(new Images(root).build());
    kubectl = new Kubectl(Cache.program("kubectl").toString(), cluster.kubeconfig());
    new Installation(kubectl, root).install();
    services = new Services(kubectl, cluster.node());
    services.start();
  }

  static synchronized SlipwayCluster get() {
    if (started == null) {
      started = new SlipwayCluster();
    }
    return started;
  }

  /** Makes the namespace's default Domain with a store that goes with its pod, and awaits it. */
  void smallDomain(String namespace) {
    kubectl.apply(
        namespace,
        """
        apiVersion: slipway.dev/v1alpha1
        kind: Domain
        metadata: {name: default}
        spec: {store: {volume: {ephemeral: true}}}
        """);
    kubectl.run(
        "wait", "domain/default", "-n", namespace, "--for=condition=Ready", "--timeout=60s");
  }

  TestCluster cluster() {
    return cluster;
  }

  Kubectl kubectl() {
    return kubectl;
  }

  Services services() {
    return services;
  }

  Path root() {
    return Checkout.root();
  }
}

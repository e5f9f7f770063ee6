package dev.slipway.controller;

import static org.awaitility.Awaitility.await;

import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.controller.runtime.Settings;
import dev.slipway.testkit.cluster.ApiServer;
import dev.slipway.testkit.cluster.Checkout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;

/**
 * The operator with the rights that the manifests give it, for a namespace of its own on a real API
 * server, with a real package server whose repository is {@code libs}.
 */
final class TestOperator implements AutoCloseable {

  private static final ApiServer API = ApiServer.get();
  private static final String USER = "system:serviceaccount:slipway-system:slipway-operator";

  private final String namespace = API.namespace();
  private final TestPackages packages = new TestPackages(API, namespace);
  private SlipwayOperator running;

  /**
   * Starts both.
   *
   * @param folder where the package server keeps its store
   */
  TestOperator(Path folder) throws IOException {
    installRights();
    packages.start(folder);
    repository("libs");
    start();
  }

  private static void installRights() throws IOException {
    API.client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("slipway-system")
                .endMetadata()
                .build())
        .serverSideApply();
    try (var in =
        Files.newInputStream(Checkout.root().resolve("manifests/10-operator-rbac.yaml"))) {
      API.client().load(in).serverSideApply();
    }
  }

  /** Starts the operator again. */
  void start() throws IOException {
    var config = API.config();
    config.setImpersonateUsername(USER);
    running =
        new SlipwayOperator(
            Settings.from(
                Map.of(
                    "SLIPWAY_HTTP_PORT", "0",
                    "SLIPWAY_LEADER_ELECTION", "false",
                    "SLIPWAY_WATCH_NAMESPACES", namespace,
                    "SLIPWAY_MINIMUM_POLL_INTERVAL", "1s")),
            config,
            new CollectorRegistry(),
            Clock.systemUTC(),
            why -> {},
            packages);
    running.start();
  }

  /** Stops the operator alone. */
  void stop() {
    running.close();
  }

  String namespace() {
    return namespace;
  }

  TestPackages packages() {
    return packages;
  }

  /** A client that may do everything. */
  KubernetesClient client() {
    return API.client();
  }

  void apply(HasMetadata object) {
    API.client().resource(object).inNamespace(namespace).serverSideApply();
  }

  void repository(String name) {
    apply(
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: Repository
            metadata: {name: %s}
            spec: {}
            """
                .formatted(name),
            Repository.class));
  }

  static ConditionFactory eventually() {
    return await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    running.close();
    packages.close();
  }
}

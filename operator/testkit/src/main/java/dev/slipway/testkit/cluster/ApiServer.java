package dev.slipway.testkit.cluster;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real API server with etcd and Slipway's CRDs as two processes, one pair for the whole test JVM.
 * There is no controller and no kubelet: nothing is garbage collected, no pod runs.
 */
public final class ApiServer {

  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static ApiServer started;

  private final String kubeconfig;
  private final KubernetesClient client;

  private ApiServer() {
    var server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(Cache.apiTest().toString())
                .withApiServerVersion(Cache.KUBERNETES)
                .withOfflineMode(true)
                .build());
    server.start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop-api-server"));
    kubeconfig = server.getKubeConfigYaml();
    client = new KubernetesClientBuilder().withConfig(config()).build();
    applyCrds();
  }

  /** The one server of this JVM; the first call starts it. */
  public static synchronized ApiServer get() {
    if (started == null) {
      started = new ApiServer();
    }
    return started;
  }

  public KubernetesClient client() {
    return client;
  }

  /** A configuration for a client of a test's own. */
  public Config config() {
    return Config.fromKubeconfig(kubeconfig);
  }

  public String kubeconfig() {
    return kubeconfig;
  }

  /** Creates a namespace that no other test has. */
  public String namespace() {
    var name = "t-" + ProcessHandle.current().pid() + "-" + NAMESPACES.incrementAndGet();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  private void applyCrds() {
    try (var files = Files.newDirectoryStream(Checkout.root().resolve("crds"), "*.yaml")) {
      for (var file : files) {
        try (var in = Files.newInputStream(file)) {
          var crd = client.apiextensions().v1().customResourceDefinitions().load(in).item();
          client.resource(crd).serverSideApply();
          client
              .apiextensions()
              .v1()
              .customResourceDefinitions()
              .withName(crd.getMetadata().getName())
              .waitUntilCondition(
                  c ->
                      c != null
                          && c.getStatus() != null
                          && c.getStatus().getConditions() != null
                          && c.getStatus().getConditions().stream()
                              .anyMatch(
                                  s ->
                                      "Established".equals(s.getType())
                                          && "True".equals(s.getStatus())),
                  30,
                  TimeUnit.SECONDS);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

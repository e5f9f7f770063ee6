package dev.slipway.testkit.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A real single-node cluster with real pods, one for the whole test JVM. Its image is the setting
 * {@code slipway.k3s.image}: the public one by default, or the one that {@code
 * operator/testkit/cluster/up} builds where that is present. Pods reach this JVM as {@code
 * host.test}.
 */
public final class TestCluster {

  private static final String PUBLIC = "rancher/k3s:v1.34.4-k3s1";
  private static final String LOCAL = "slipway/k3s:" + Cache.KUBERNETES + "-local";
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static TestCluster started;

  private final K3sContainer container;
  private final KubernetesClient client;
  private final Node node;
  private final Set<String> loaded = new HashSet<>();

  private TestCluster() {
    container =
        new K3sContainer(DockerImageName.parse(image()).asCompatibleSubstituteFor("rancher/k3s"))
            .withExtraHost("host.test", "host-gateway")
            .withStartupTimeout(Duration.ofMinutes(4));
    container.start();
    node = new Node(container.getContainerId());
    client = new KubernetesClientBuilder().withConfig(config()).build();
  }

  /** The image of the node. */
  public static String image() {
    var set = System.getProperty("slipway.k3s.image", "");
    if (!set.isEmpty()) {
      return set;
    }
    return localImagePresent() ? LOCAL : PUBLIC;
  }

  private static boolean localImagePresent() {
    try {
      return new ProcessBuilder("docker", "image", "inspect", LOCAL)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new IllegalStateException("docker is missing: run operator/testkit/cluster/up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The one cluster of this JVM; the first call starts it. */
  public static synchronized TestCluster get() {
    if (started == null) {
      started = new TestCluster();
    }
    return started;
  }

  public KubernetesClient client() {
    return client;
  }

  public Config config() {
    return Config.fromKubeconfig(container.getKubeConfigYaml());
  }

  /** Writes the kubeconfig into a file and returns its path. */
  public Path kubeconfig() {
    try {
      var file = Files.createTempFile("kubeconfig", ".yaml");
      file.toFile().deleteOnExit();
      return Files.writeString(file, container.getKubeConfigYaml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one node. */
  public Node node() {
    return node;
  }

  /** Creates a namespace that no other test has. */
  public String namespace() {
    var name = "t-" + NAMESPACES.incrementAndGet();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  /** Brings images of the local Docker daemon onto the node, each once. */
  public synchronized void load(List<String> images) {
    var missing = images.stream().filter(i -> !loaded.contains(i)).toList();
    if (!missing.isEmpty()) {
      node.load(missing);
      loaded.addAll(missing);
    }
  }
}

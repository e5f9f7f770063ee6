package dev.slipway.e2e;

import dev.slipway.testkit.Shell;
import dev.slipway.testkit.cluster.Node;
import dev.slipway.testkit.cluster.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** A cluster of its own for trying Slipway: one container that stays when this program ends. */
public final class DemoCluster {

  public static final String CONTAINER = "slipway-demo";
  private static final Path HERE = Path.of("").toAbsolutePath();

  private final Shell shell = new Shell(HERE, Map.of());

  /** Starts the container unless it runs, and waits until the cluster answers. */
  public void start() {
    if (running()) {
      return;
    }
    shell.attempt(null, "docker", "rm", "-f", "-v", CONTAINER);
    shell.run(
        "docker",
        "run",
        "-d",
        "--name",
        CONTAINER,
        "--privileged",
        "--cgroupns=host",
        "-v",
        "/sys/fs/cgroup:/sys/fs/cgroup:rw",
        "--tmpfs",
        "/run",
        "--tmpfs",
        "/var/run",
        TestCluster.image(),
        "server",
        "--disable=traefik",
        "--tls-san=127.0.0.1");
    Awaitility.await("the cluster to start")
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                shell.run("docker", "logs", CONTAINER).contains("Node controller sync successful"));
  }

  private boolean running() {
    return shell
        .attempt(null, "docker", "inspect", "-f", "{{.State.Running}}", CONTAINER)
        .output()
        .strip()
        .equals("true");
  }

  /** The one node. */
  public Node node() {
    return new Node(CONTAINER);
  }

  /** Writes the kubeconfig, readable by its owner alone, and returns its path. */
  public Path kubeconfig(Path folder) {
    var text =
        shell
            .run("docker", "exec", CONTAINER, "cat", "/etc/rancher/k3s/k3s.yaml")
            .replace("127.0.0.1:6443", node().address() + ":6443");
    try {
      Files.createDirectories(folder);
      var file = folder.resolve("kubeconfig");
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the container with everything in it. */
  public void remove() {
    shell.attempt(null, "docker", "rm", "-f", "-v", CONTAINER);
  }
}

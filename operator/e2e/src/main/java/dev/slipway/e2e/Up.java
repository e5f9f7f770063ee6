package dev.slipway.e2e;

import dev.slipway.testkit.cluster.Cache;
import dev.slipway.testkit.cluster.Checkout;
import dev.slipway.testkit.cluster.Kubectl;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;

/**
 * Brings up Slipway on this machine, releases {@code examples/hello-release} and leaves it running.
 * The property {@code cluster} says where: {@code demo}, a cluster of its own in a container, or
 * {@code current}, the current kubeconfig context, where Slipway is installed and nothing else is
 * done.
 */
public final class Up {

  private static final Duration RELEASE = Duration.ofMinutes(10);

  private Up() {}

  public static void main(String[] arguments) throws IOException {
    var root = Checkout.root();
    if ("current".equals(System.getProperty("cluster", "demo"))) {
      new Installation(new Kubectl("kubectl", currentKubeconfig()), root).install();
      say("installed; examples/hello-release/README.md says how to go on");
      return;
    }
    var work = root.resolve("target/demo");
    say("preparing this machine: what is missing is named and installed");
    machine(root);
    var images = new Images(root).build();
    var cluster = new DemoCluster();
    say("starting the cluster, container " + DemoCluster.CONTAINER);
    cluster.start();
    say("loading images onto its node");
    cluster.node().load(images);
    var kubeconfig = cluster.kubeconfig(work);
    var kubectl = new Kubectl(Cache.program("kubectl").toString(), kubeconfig);
    say("installing Slipway");
    new Installation(kubectl, root).install();
    say("starting a Git server and a registry");
    var services = new Services(kubectl, cluster.node());
    services.start();
    services.repository("hello-release");
    var release =
        new Example(
            kubectl,
            root,
            "hello-release",
            Example.HELLO,
            fresh(work.resolve("hello-release")),
            services.outside("hello-release"));
    release.prepare();
    release.checkOut();
    var commit = release.push("Say hello");
    release.sync();
    say("commit " + commit.substring(0, 12) + " of examples/hello-release is on its way");
    try (var client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig)))
            .build()) {
      var run = new Follow(client, Example.HELLO).end(commit, RELEASE, Up::say);
      System.out.printf("%n%s%n", Follow.table(run));
      System.out.printf(
          """
          The application  http://%s:30081/
          Look around      export KUBECONFIG=%s; %s get slipway -A
          Take it down     ./mvnw -Pdown
          """,
          cluster.node().address(), kubeconfig, Cache.program("kubectl"));
      System.exit(Follow.succeeded(run) ? 0 : 1);
    }
  }

  private static Path currentKubeconfig() {
    var set = System.getenv("KUBECONFIG");
    return set != null ? Path.of(set) : Path.of(System.getProperty("user.home"), ".kube", "config");
  }

  private static void machine(Path root) throws IOException {
    try {
      int status =
          new ProcessBuilder(root.resolve("operator/testkit/cluster/up").toString())
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("operator/testkit/cluster/up: status " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Path fresh(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(folder);
  }

  private static void say(String text) {
    System.out.println("slipway: " + text);
  }
}

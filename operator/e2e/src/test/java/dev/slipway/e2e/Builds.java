package dev.slipway.e2e;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildExecutionStatus;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.testkit.cluster.Kubectl;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Builds of one namespace, started and watched as a user does. */
final class Builds {

  /** An image with a shell that the node of the test cluster has. */
  static final String SHELL_IMAGE = "slipway/busybox:local";

  private final KubernetesClient client;
  private final Kubectl kubectl;
  private final String namespace;

  Builds(SlipwayCluster slipway, String namespace) {
    this.client = slipway.cluster().client();
    this.kubectl = slipway.kubectl();
    this.namespace = namespace;
  }

  /**
   * Creates a project.
   *
   * @param spec further lines of {@code spec}, indented by two
   */
  void project(String name, String image, String environment, String spec) {
    kubectl.apply(
        namespace,
        """
        apiVersion: slipway.dev/v1alpha1
        kind: BuildProject
        metadata: {name: %s}
        spec:
          environment:
            image: %s
        %s
        %s
        """
            .formatted(name, image, environment.indent(4), spec.indent(2)));
  }

  /** Starts a build with this buildspec. */
  void start(String name, String project, String buildspec) {
    kubectl.apply(
        namespace,
        """
        apiVersion: slipway.dev/v1alpha1
        kind: BuildExecution
        metadata: {name: %s}
        spec:
          project: %s
          buildspec: |
        %s
        """
            .formatted(name, project, buildspec.indent(4)));
  }

  /** Waits until the status is like this. */
  BuildExecutionStatus await(
      String name, Duration longest, Predicate<BuildExecutionStatus> wanted) {
    return Awaitility.await("build " + name)
        .atMost(longest)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> status(name), s -> s != null && wanted.test(s));
  }

  /** Waits until the build has ended. */
  BuildExecutionStatus end(String name, Duration longest) {
    return await(
        name, longest, s -> s.buildStatus() != null && s.buildStatus() != BuildState.IN_PROGRESS);
  }

  private BuildExecutionStatus status(String name) {
    return client
        .resources(BuildExecution.class)
        .inNamespace(namespace)
        .withName(name)
        .get()
        .getStatus();
  }

  /** The message of the condition Succeeded. */
  static String message(BuildExecutionStatus status) {
    return status.conditions().stream()
        .filter(c -> c.getType().equals("Succeeded"))
        .map(c -> c.getMessage())
        .findFirst()
        .orElse("");
  }
}

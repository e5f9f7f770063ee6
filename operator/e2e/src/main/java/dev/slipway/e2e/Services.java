package dev.slipway.e2e;

import dev.slipway.testkit.cluster.Kubectl;
import dev.slipway.testkit.cluster.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A Git server and a registry in the cluster, for those who have none at hand. */
public final class Services {

  /** Where pods and nodes find the registry. */
  public static final String REGISTRY = "registry.test:5000";

  /** The same registry by its fixed address: nodes do not ask the cluster's DNS. */
  private static final String REGISTRY_ADDRESS = "10.43.0.50:5000";

  private final Kubectl kubectl;
  private final Node node;

  public Services(Kubectl kubectl, Node node) {
    this.kubectl = kubectl;
    this.node = node;
  }

  /** Starts both; the JRE that examples build on is pushed to the registry. */
  public void start() {
    kubectl.apply(resource("git.yaml"));
    kubectl.apply(resource("registry.yaml"));
    kubectl.run("rollout", "status", "-n", "git", "deployment/git", "--timeout=90s");
    kubectl.run("rollout", "status", "-n", "registry", "deployment/registry", "--timeout=90s");
    node.push(Images.BASE, REGISTRY_ADDRESS + "/base/jre:25");
  }

  /** Makes an empty Git repository. */
  public void repository(String name) {
    kubectl.run("exec", "-n", "git", "deploy/git", "--", "git", "init", "-q", "--bare", bare(name));
  }

  private static String bare(String name) {
    return "/srv/" + name + ".git";
  }

  /** Address of a repository for pods. */
  public static String inside(String name) {
    return "http://git.git.svc/" + name + ".git";
  }

  /** Address of a repository from outside the cluster. */
  public String outside(String name) {
    return "http://" + node.address() + ":30080/" + name + ".git";
  }

  private static String resource(String name) {
    try (var in = Services.class.getResourceAsStream("/cluster/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

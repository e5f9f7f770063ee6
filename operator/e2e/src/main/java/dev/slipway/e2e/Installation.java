package dev.slipway.e2e;

import dev.slipway.testkit.cluster.Kubectl;
import java.nio.file.Path;

/** Slipway on a cluster: the CRDs and manifests of this repository, as a user applies them. */
public final class Installation {

  /** The image that the manifests name. */
  public static final String IMAGE = "ghcr.io/slipway-dev/slipway:0.1.0";

  private final Kubectl kubectl;
  private final Path root;

  public Installation(Kubectl kubectl, Path root) {
    this.kubectl = kubectl;
    this.root = root;
  }

  /** Applies everything and waits until a replica is ready. */
  public void install() {
    kubectl.run("apply", "--server-side", "-f", root.resolve("crds").toString());
    kubectl.run(
        "wait",
        "--for=condition=Established",
        "--timeout=30s",
        "-f",
        root.resolve("crds").toString());
    kubectl.run("apply", "--server-side", "-f", root.resolve("manifests").toString());
    kubectl.run(
        "rollout",
        "status",
        "-n",
        "slipway-system",
        "deployment/slipway-operator",
        "--timeout=120s");
  }
}

package dev.slipway.e2e;

import dev.slipway.testkit.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The images of a cluster that can pull none: Slipway's own, made of this checkout, and local ones
 * under the public names that the example and the operator's settings use.
 */
public final class Images {

  /** The JRE that the example's image is made from. */
  public static final String BASE = "slipway/jre:local";

  /** Public name to local image. */
  private static final Map<String, String> STAND_INS =
      Map.of(
          "maven:3.9-eclipse-temurin-25", "slipway/jdk25:local",
          "node:20-bookworm", "slipway/node:local",
          "python:3.11-bookworm", "slipway/python:local",
          "quay.io/buildah/stable:v1.41.4", "slipway/buildah:local");

  private final Shell shell;

  public Images(Path root) {
    this.shell = new Shell(root, Map.of());
  }

  /** Builds and names them, and returns the names of all that a node needs. */
  public List<String> build() {
    shell.run("operator/image/build", Installation.IMAGE);
    STAND_INS.forEach((name, local) -> shell.run("docker", "tag", local, name));
    var all = new ArrayList<>(STAND_INS.keySet());
    all.add(Installation.IMAGE);
    all.add(BASE);
    all.add("slipway/gitserver:local");
    all.add("slipway/registry:local");
    return all;
  }
}

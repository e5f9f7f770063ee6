package dev.slipway.testkit.cluster;

import dev.slipway.testkit.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The container that is a cluster's only node. */
public final class Node {

  private final String container;
  private final Shell shell = new Shell(Path.of("").toAbsolutePath(), Map.of());

  /**
   * @param container its name or id
   */
  public Node(String container) {
    this.container = container;
  }

  /** Runs a program on the node and returns what it printed. */
  public String run(String... command) {
    return shell.run(
        Stream.concat(Stream.of("docker", "exec", container), Stream.of(command))
            .toArray(String[]::new));
  }

  /** Address of the node: its NodePorts answer there. */
  public String address() {
    return shell
        .run(
            "docker",
            "inspect",
            "-f",
            "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
            container)
        .strip();
  }

  /** Brings images of the local Docker daemon onto the node. */
  public void load(List<String> images) {
    var save = new ArrayList<>(List.of("docker", "save"));
    save.addAll(images);
    try {
      var pipe =
          ProcessBuilder.startPipeline(
              List.of(
                  new ProcessBuilder(save).redirectError(Redirect.INHERIT),
                  new ProcessBuilder(
                          "docker", "exec", "-i", container, "ctr", "images", "import", "-")
                      .redirectOutput(Redirect.DISCARD)
                      .redirectError(Redirect.INHERIT)));
      for (var process : pipe) {
        if (process.waitFor() != 0) {
          throw new IllegalStateException("images could not be loaded: " + images);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * Pushes an image that is on the node to a registry that speaks plain HTTP. A Service's address
   * answers some moments after its pods are ready, so a first refusal is not the last word.
   */
  public void push(String image, String target) {
    run("ctr", "images", "tag", "--force", "docker.io/" + image, target);
    run(
        "sh",
        "-c",
        "for i in 1 2 3 4 5 6 7 8 9 10; do said=$(ctr images push --plain-http "
            + target
            + " 2>&1) && exit 0; sleep 1; done; echo \"$said\"; exit 1");
  }
}

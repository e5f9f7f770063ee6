package dev.slipway.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Writes what a cluster holds into {@code target/failures} when a test fails. */
public final class FailureDump implements TestWatcher {

  private final Kubectl kubectl;

  public FailureDump(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    var folder =
        Path.of(
            "target",
            "failures",
            context.getRequiredTestClass().getSimpleName()
                + "."
                + context.getRequiredTestMethod().getName());
    try {
      Files.createDirectories(folder);
      write(folder, "slipway.yaml", "get", "slipway,pods", "-A", "-o", "yaml");
      write(folder, "objects.txt", "get", "all,pvc,endpointslices", "-A", "-o", "wide");
      write(folder, "events.txt", "get", "events", "-A", "--sort-by=.lastTimestamp");
      for (var pod :
          kubectl
              .attempt(
                  "get",
                  "pods",
                  "-A",
                  "-o",
                  "jsonpath={range .items[*]}{.metadata.namespace} {.metadata.name}{\"\\n\"}{end}")
              .output()
              .lines()
              .toList()) {
        var name = pod.split(" ", 2);
        if (name.length == 2 && !name[0].equals("kube-system")) {
          write(
              folder,
              "log-" + name[0] + "-" + name[1] + ".txt",
              "logs",
              "-n",
              name[0],
              name[1],
              "--all-containers",
              "--prefix");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Path folder, String file, String... command) throws IOException {
    Files.writeString(folder.resolve(file), kubectl.attempt(command).output());
  }
}

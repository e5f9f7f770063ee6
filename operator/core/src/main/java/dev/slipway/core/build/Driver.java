package dev.slipway.core.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The shell program that is process 1 of the build container; see {@code driver.sh}. */
public final class Driver {

  private static final String TEXT = read();

  private Driver() {}

  public static String text() {
    return TEXT;
  }

  /**
   * The command of the build container. Kubernetes replaces {@code $$} by {@code $} and expands
   * {@code $(NAME)}, so every {@code $} is doubled. The driver waits for the last of the runner's
   * FIFOs, which is normally there already.
   */
  public static List<String> command(String directory) {
    var wait = "until [ -p \"$1/kill\" ]; do :; done\n";
    return List.of("/bin/sh", "-c", (wait + TEXT).replace("$", "$$"), "driver", directory);
  }

  private static String read() {
    try (var in = Driver.class.getResourceAsStream("driver.sh")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

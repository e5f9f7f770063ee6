package dev.slipway.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs of this machine and says in full what went wrong with one. */
public final class Shell {

  private static final Duration LONGEST = Duration.ofMinutes(20);

  /** What a program printed and how it ended. */
  public record Result(int status, String output) {}

  private final Path directory;
  private final Map<String, String> environment;

  public Shell(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Runs a program to its end and returns its output, standard error included.
   *
   * @throws IllegalStateException when its status is not 0, with its output
   */
  public String run(String... command) {
    var result = attempt(null, command);
    if (result.status() != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + ": status " + result.status() + "\n" + result.output());
    }
    return result.output();
  }

  /** Runs a program that reads {@code input}; a status other than 0 is for the caller to judge. */
  public Result attempt(byte[] input, String... command) {
    try {
      var builder =
          new ProcessBuilder(List.of(command))
              .directory(directory.toFile())
              .redirectErrorStream(true);
      builder.environment().putAll(environment);
      var process = builder.start();
      var writer = Thread.startVirtualThread(() -> write(process, input));
      var output = read(process.getInputStream());
      writer.join();
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + ": no end in " + LONGEST);
      }
      return new Result(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(String.join(" ", command) + ": interrupted", e);
    }
  }

  private static void write(Process process, byte[] input) {
    try (var out = process.getOutputStream()) {
      if (input != null) {
        out.write(input);
      }
    } catch (IOException e) {
      // The program ended without reading everything: its status tells.
    }
  }

  private static String read(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    in.transferTo(bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

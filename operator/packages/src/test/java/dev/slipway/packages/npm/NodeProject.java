package dev.slipway.packages.npm;

import dev.slipway.testkit.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A folder in which a client works, with a home of its own. */
public record NodeProject(Path folder, Path program, String registry, String token) {

  public NodeProject {
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve(".npmrc"),
          """
          registry=%s
          %s:_authToken=%s
          always-auth=true
          fetch-retries=0
          cache=%s
          """
              .formatted(
                  registry,
                  registry.replaceFirst("^https?:", ""),
                  token,
                  folder.resolve(".cache")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public NodeProject with(String name, String content) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  boolean has(String name) {
    return Files.exists(folder.resolve(name));
  }

  /** Runs the client. */
  Shell.Result attempt(String... arguments) {
    var command = new ArrayList<String>();
    command.add("node");
    command.add(program.toString());
    command.addAll(List.of(arguments));
    return shell().attempt(null, command.toArray(String[]::new));
  }

  /** Runs the client, which has to succeed. */
  public String run(String... arguments) {
    var result = attempt(arguments);
    if (result.status() != 0) {
      throw new AssertionError(String.join(" ", arguments) + ":\n" + result.output());
    }
    return result.output();
  }

  private Shell shell() {
    return new Shell(
        folder, Map.of("HOME", folder.toString(), "NO_UPDATE_NOTIFIER", "1", "CI", "true"));
  }
}

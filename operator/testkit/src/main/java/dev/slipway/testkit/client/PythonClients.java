package dev.slipway.testkit.client;

import dev.slipway.testkit.Shell;
import dev.slipway.testkit.cluster.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Package managers for Python, in the versions that tests want, from this machine's own index. */
public final class PythonClients {

  private static final String DONE = ".installed";

  private PythonClients() {}

  /**
   * Installs clients into an environment of their own once and returns its folder of programs.
   *
   * @param requirements {@code pip==22.3.1}
   */
  public static Path install(String... requirements) {
    var home =
        Cache.folder()
            .resolve("clients")
            .resolve(String.join("-", requirements).replaceAll("[^A-Za-z0-9.]+", "-"));
    var programs = home.resolve("bin");
    if (Files.exists(home.resolve(DONE))) {
      return programs;
    }
    try {
      Files.createDirectories(home.getParent());
      var shell = new Shell(home.getParent(), Map.of());
      shell.run("python3", "-m", "venv", "--clear", home.toString());
      var command =
          new ArrayList<>(
              List.of(
                  programs.resolve("python").toString(),
                  "-m",
                  "pip",
                  "install",
                  "-q",
                  "--disable-pip-version-check"));
      command.addAll(List.of(requirements));
      shell.run(command.toArray(String[]::new));
      Files.createFile(home.resolve(DONE));
      return programs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

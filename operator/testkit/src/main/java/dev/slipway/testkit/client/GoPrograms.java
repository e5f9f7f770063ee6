package dev.slipway.testkit.client;

import dev.slipway.testkit.Shell;
import dev.slipway.testkit.cluster.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.UUID;

/** Programs written in Go, built once from this machine's own module proxy. */
public final class GoPrograms {

  private GoPrograms() {}

  /**
   * Builds a program once and returns it.
   *
   * @param main path of its main package
   */
  public static Path install(String main, String version) {
    var name = main.substring(main.lastIndexOf('/') + 1);
    var home = Cache.folder().resolve("clients").resolve(name + "-" + version);
    var program = home.resolve(name);
    if (Files.isExecutable(program)) {
      return program;
    }
    try {
      Files.createDirectories(home.getParent());
      var aside = Files.createDirectory(home.resolveSibling("." + UUID.randomUUID()));
      new Shell(aside, Map.of("GOBIN", aside.toString(), "GOFLAGS", "-modcacherw"))
          .run("go", "install", main + "@" + version);
      try {
        Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        if (!Files.isExecutable(program)) {
          throw e;
        }
        // Another process has built the same meanwhile.
        Files.delete(aside.resolve(name));
        Files.delete(aside);
      }
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

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

/** Package managers for Node, in the versions that tests want, from this machine's own registry. */
public final class NodeClients {

  private NodeClients() {}

  /**
   * Installs a client once and returns its program.
   *
   * @param specification name and version, {@code npm@8.19.4}
   * @param program path below the client's package, {@code bin/npm-cli.js}
   */
  public static Path install(String specification, String program) {
    int at = specification.lastIndexOf('@');
    var home =
        Cache.folder()
            .resolve("clients")
            .resolve(specification.replace("/", "-").replace("@", "-"));
    var found =
        home.resolve("node_modules").resolve(specification.substring(0, at)).resolve(program);
    if (Files.isRegularFile(found)) {
      return found;
    }
    try {
      Files.createDirectories(home.getParent());
      var aside = Files.createDirectory(home.resolveSibling("." + UUID.randomUUID()));
      new Shell(aside, Map.of())
          .run("npm", "install", "--no-audit", "--no-fund", "--prefix", ".", specification);
      try {
        Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        // Another process has put the same there meanwhile.
        if (!Files.isRegularFile(found)) {
          throw e;
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

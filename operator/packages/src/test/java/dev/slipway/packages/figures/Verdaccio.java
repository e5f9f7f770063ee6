package dev.slipway.packages.figures;

import dev.slipway.testkit.Shell;
import dev.slipway.testkit.cluster.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.UUID;

/** Verdaccio 6.8, which stands for one other registry. */
final class Verdaccio extends OtherServer {

  Verdaccio(Path work, String upstream) throws IOException {
    super(work);
    var configuration =
        Files.writeString(
            work.resolve("config.yaml"),
            """
            storage: %1$s/storage
            uplinks: {up: {url: "%2$s", maxage: 60m}}
            packages: {"**": {access: $all, proxy: up}}
            auth: {htpasswd: {file: %1$s/htpasswd}}
            log: {type: stdout, format: pretty, level: fatal}
            """
                .formatted(work, upstream));
    start(
        "node",
        program().toString(),
        "--config",
        configuration.toString(),
        "--listen",
        "127.0.0.1:" + port());
  }

  /** Verdaccio names a dependency by a dist-tag, which not every registry has. */
  private static Path program() throws IOException {
    var home = Cache.folder().resolve("clients").resolve("verdaccio-6.8.0");
    var program = home.resolve("node_modules").resolve("verdaccio").resolve("bin/verdaccio");
    if (!Files.exists(program)) {
      Files.createDirectories(home.getParent());
      var aside = Files.createDirectory(home.resolveSibling("." + UUID.randomUUID()));
      Files.writeString(
          aside.resolve("package.json"),
          """
          {"dependencies": {"verdaccio": "6.8.0"}, "overrides": {"node-fetch": "2.7.0"}}
          """);
      new Shell(aside, Map.of()).run("npm", "install", "--no-audit", "--no-fund");
      Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
    }
    return program;
  }
}

package dev.slipway.testkit.client;

import dev.slipway.testkit.Shell;
import dev.slipway.testkit.cluster.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.UUID;

/** Maven in the versions that tests want, brought by this machine's own Maven. */
public final class MavenClients {

  /** The one that this machine has. */
  public static final String INSTALLED = "installed";

  private static final String UNPACK =
      "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack";

  private MavenClients() {}

  /**
   * Installs a Maven once and returns its program.
   *
   * @param version {@code 3.9.12}, or {@link #INSTALLED}
   */
  public static String install(String version) {
    if (version.equals(INSTALLED)) {
      return "mvn";
    }
    var home = Cache.folder().resolve("clients").resolve("maven-" + version);
    var program = home.resolve("apache-maven-" + version).resolve("bin/mvn");
    if (Files.isExecutable(program)) {
      return program.toString();
    }
    try {
      Files.createDirectories(home.getParent());
      var aside = Files.createDirectory(home.resolveSibling("." + UUID.randomUUID()));
      new Shell(aside, Map.of())
          .run(
              "mvn",
              "-B",
              "-ntp",
              UNPACK,
              "-Dartifact=org.apache.maven:apache-maven:" + version + ":zip:bin",
              "-DoutputDirectory=" + aside);
      try {
        Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        // Another process has put the same there meanwhile.
        if (!Files.isExecutable(program)) {
          throw e;
        }
      }
      return program.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

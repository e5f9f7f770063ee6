package dev.slipway.runner;

import dev.slipway.core.build.BuildOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Maven settings that send every request through the build's first repository. The token stands in
 * the file, which is written anew when the token is; Maven 3.8.1 and newer block plain HTTP by a
 * mirror of its own, which is named away here.
 */
final class MavenSettings {

  private final BuildOrder.PackageEndpoint endpoint;
  private final Path token;
  private final Path file;
  private String written = "";

  MavenSettings(BuildOrder.PackageEndpoint endpoint, Path token, Path file) {
    this.endpoint = endpoint;
    this.token = token;
    this.file = file;
  }

  /** Writes the file when the token has changed. */
  void refresh() throws IOException {
    var current = Files.readString(token).strip();
    if (current.equals(written)) {
      return;
    }
    var part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, text(current));
    Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    written = current;
  }

  private String text(String bearer) {
    return """
        <settings>
          <servers>
            <server>
              <id>slipway</id>
              <username>token</username>
              <password>%s</password>
            </server>
          </servers>
          <mirrors>
            <mirror>
              <id>slipway</id>
              <mirrorOf>*</mirrorOf>
              <url>%s</url>
            </mirror>
            <mirror>
              <id>maven-default-http-blocker</id>
              <mirrorOf>blocked-by-nobody</mirrorOf>
              <url>%s</url>
            </mirror>
          </mirrors>
        </settings>
        """
        .formatted(bearer, endpoint.mavenUrl(), endpoint.mavenUrl());
  }
}

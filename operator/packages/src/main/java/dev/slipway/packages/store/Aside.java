package dev.slipway.packages.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Where files wait that are no blobs yet. What is left there of an earlier start is removed.
 *
 * @param folder whose files they are
 */
public record Aside(Path folder) {

  /** Opens the folder, which is made when it is not there. */
  public static Aside open(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var left = Files.newDirectoryStream(folder)) {
      for (var file : left) {
        Files.delete(file);
      }
    }
    return new Aside(folder);
  }

  /** A file that nobody else has; it is not there yet. */
  public Path file() {
    return folder.resolve(UUID.randomUUID().toString());
  }
}

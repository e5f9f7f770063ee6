package dev.slipway.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * A folder that is gone once this is closed, for extensions, to which JUnit gives none.
 *
 * @param path where it is
 */
public record TestFolder(Path path) implements AutoCloseable {

  /** A folder that is there and empty. */
  public static TestFolder make() throws IOException {
    return new TestFolder(Files.createTempDirectory("slipway"));
  }

  @Override
  public void close() throws IOException {
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

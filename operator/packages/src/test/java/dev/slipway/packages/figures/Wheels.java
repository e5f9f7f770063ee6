package dev.slipway.packages.figures;

import dev.slipway.packages.pypi.Wheel;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;

/**
 * Made Python projects with one wheel each, of which each needs two others. The index has the
 * wheels' metadata beside them, as PyPI and its mirrors do (PEP 658).
 */
final class Wheels {

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final String prefix;

  /**
   * @param prefix of the projects' names, a single word
   */
  Wheels(Path folder, String prefix, int count) throws IOException {
    this.prefix = prefix;
    for (int i = 0; i < count; i++) {
      var needs =
          IntStream.of(2 * i + 1, 2 * i + 2)
              .filter(n -> n < count)
              .mapToObj(n -> "Requires-Dist: " + name(n) + " (>=1.0)\n")
              .collect(Collectors.joining());
      var wheel = Wheel.make(folder, name(i).replace('-', '_'), "1.0", needs);
      var bytes = Files.readAllBytes(wheel);
      var path = "/files/" + wheel.getFileName();
      var metadata = metadata(wheel);
      files.put(path, bytes);
      files.put(path + ".metadata", metadata);
      files.put(
          "/simple/" + name(i) + "/",
          """
          <!DOCTYPE html><html><body>
          <a href="../..%s#sha256=%s" data-core-metadata="sha256=%s">%s</a>
          </body></html>
          """
              .formatted(
                  path,
                  Hashing.of(bytes).sha256(),
                  Hashing.of(metadata).sha256(),
                  wheel.getFileName())
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  private static byte[] metadata(Path wheel) throws IOException {
    try (var zip = new ZipFile(wheel.toFile())) {
      var entry =
          zip.stream().filter(e -> e.getName().endsWith("/METADATA")).findAny().orElseThrow();
      return zip.getInputStream(entry).readAllBytes();
    }
  }

  /** The name of a project; the first one needs all. */
  String name(int i) {
    return "%s-%03d".formatted(prefix, i);
  }

  /** The files of an index, by their path. */
  Map<String, byte[]> files() {
    return files;
  }
}

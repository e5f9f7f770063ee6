package dev.slipway.packages.npm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.archive.TarEntries;
import dev.slipway.packages.http.StrangeJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What is in a package's file. */
final class Tarball {

  private static final int LARGEST_MANIFEST = 2 << 20;
  private static final ObjectMapper JSON = StrangeJson.mapper();

  private Tarball() {}

  /**
   * The {@code package.json} of a package's file; it stands in the only folder at the top, whatever
   * that is called.
   *
   * @return empty when the file is no archive, is a bomb, or has none
   */
  static Optional<JsonNode> manifest(Path file) throws IOException {
    var bytes =
        TarEntries.find(
            file,
            entry ->
                entry.endsWith("/package.json") && entry.indexOf('/') == entry.lastIndexOf('/'),
            LARGEST_MANIFEST);
    try {
      return bytes.isEmpty() ? Optional.empty() : Optional.of(JSON.readTree(bytes.get()));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}

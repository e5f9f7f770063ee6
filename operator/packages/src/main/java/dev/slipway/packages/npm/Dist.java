package dev.slipway.packages.npm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.packages.upstream.Expected;

/** What a registry says of a version's file: {@code dist} of its metadata. */
final class Dist {

  private Dist() {}

  /** What its bytes must be; the stronger digest counts where there are two. */
  static Expected expected(JsonNode dist) {
    var integrity = dist.path("integrity").asText("");
    return integrity.isEmpty()
        ? Expected.sha1(dist.path("shasum").asText(null))
        : Expected.integrity(integrity);
  }
}

package dev.slipway.packages.s3;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Percent signs as signatures want them: all but RFC 3986's unreserved characters. */
final class Encoding {

  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private Encoding() {}

  /** A path, whose slashes stay. */
  static String path(String text) {
    return encode(text, PLAIN + "/");
  }

  /** Names and values in order, with an equals sign even where the value is empty. */
  static String query(SortedMap<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(p -> encode(p.getKey(), PLAIN) + "=" + encode(p.getValue(), PLAIN))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text, String plain) {
    var encoded = new StringBuilder();
    for (var b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0 && plain.indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append("%%%02X".formatted(b & 0xff));
      }
    }
    return encoded.toString();
  }
}

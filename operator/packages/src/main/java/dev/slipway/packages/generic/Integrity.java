package dev.slipway.packages.generic;

import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.model.Digests;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client says of the bytes that it sends. Source: S3, x-amz-content-sha256; RFC 9530,
 * Content-Digest and Repr-Digest; RFC 3230, Digest.
 */
final class Integrity {

  private static final String SHA256 = "x-amz-content-sha256";
  private static final Pattern OLD = Pattern.compile("(?i)(sha-(?:256|512))=([A-Za-z0-9+/=]+)");
  private static final Pattern NEW = Pattern.compile("(?i)(sha-(?:256|512))=:([A-Za-z0-9+/=]+):");
  private static final Map<String, Pattern> HEADERS =
      Map.of("Digest", OLD, "Content-Digest", NEW, "Repr-Digest", NEW);

  private Integrity() {}

  /** What does not fit the bytes; empty when all does. Other algorithms than SHA-2 are ignored. */
  static Optional<String> mismatch(Exchange exchange, Digests digests) {
    var plain = exchange.header(SHA256);
    if (plain != null && !plain.equalsIgnoreCase(digests.sha256())) {
      return Optional.of(text(SHA256, plain, digests.sha256()));
    }
    for (var header : HEADERS.entrySet()) {
      var said = exchange.header(header.getKey());
      var matcher = header.getValue().matcher(said == null ? "" : said);
      while (matcher.find()) {
        boolean longer = matcher.group(1).toLowerCase(Locale.ROOT).equals("sha-512");
        var hex = longer ? digests.sha512() : digests.sha256();
        var is = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        if (!is.equals(matcher.group(2))) {
          return Optional.of(text(header.getKey(), matcher.group(2), is));
        }
      }
    }
    return Optional.empty();
  }

  private static String text(String header, String said, String is) {
    return header + " is " + said + ", the body's is " + is + ": send it again";
  }
}

package dev.slipway.packages.upstream;

import dev.slipway.packages.model.Digests;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What an index says of a file's bytes; each null when it says nothing. Lower-case hexadecimal
 * digits.
 */
public record Expected(String sha512, String sha256, String sha1, String md5) {

  /** Of a file that no index speaks of. */
  public static final Expected NOTHING = new Expected(null, null, null, null);

  public static Expected sha256(String hex) {
    return new Expected(null, lower(hex), null, null);
  }

  public static Expected sha1(String hex) {
    return new Expected(null, null, lower(hex), null);
  }

  /** Exactly these bytes. */
  public static Expected of(Digests digests) {
    return new Expected(digests.sha512(), digests.sha256(), digests.sha1(), digests.md5());
  }

  private static String lower(String hex) {
    return hex == null ? null : hex.toLowerCase(Locale.ROOT);
  }

  /**
   * Reads Subresource Integrity, as {@code sha512-BASE64}; of several the strongest counts. Source:
   * W3C Subresource Integrity, section 3.
   */
  public static Expected integrity(String text) {
    String sha512 = null;
    String sha256 = null;
    String sha1 = null;
    for (var word : text.strip().split("\\s+", -1)) {
      var hex = hex(word.substring(word.indexOf('-') + 1).replaceFirst("\\?.*", ""));
      if (word.startsWith("sha512-")) {
        sha512 = hex;
      } else if (word.startsWith("sha256-")) {
        sha256 = hex;
      } else if (word.startsWith("sha1-")) {
        sha1 = hex;
      }
    }
    return new Expected(sha512, sha256, sha1, null);
  }

  private static String hex(String base64) {
    try {
      return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  public boolean isEmpty() {
    return sha512 == null && sha256 == null && sha1 == null && md5 == null;
  }

  /** Says how the bytes differ from what the index says; empty when they do not. */
  public Optional<String> mismatch(Digests digests) {
    return differ("SHA-512", sha512, digests.sha512())
        .or(() -> differ("SHA-256", sha256, digests.sha256()))
        .or(() -> differ("SHA-1", sha1, digests.sha1()))
        .or(() -> differ("MD5", md5, digests.md5()));
  }

  private static Optional<String> differ(String algorithm, String expected, String actual) {
    return expected == null || expected.equals(actual)
        ? Optional.empty()
        : Optional.of("its " + algorithm + " is " + actual + ", but the index says " + expected);
  }
}

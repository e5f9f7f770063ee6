package dev.slipway.packages.identity;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Tokens in headers, as the clients of the formats send them. */
public final class Credentials {

  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";

  private Credentials() {}

  /**
   * The token in an Authorization header: as a bearer token, as the password of any user, or alone,
   * as cargo sends it.
   *
   * @param header may be null
   */
  public static Optional<String> token(String header) {
    if (header == null) {
      return Optional.empty();
    }
    if (header.startsWith(BEARER)) {
      return Optional.of(header.substring(BEARER.length()).strip());
    }
    if (header.startsWith(BASIC)) {
      try {
        var pair =
            new String(
                Base64.getDecoder().decode(header.substring(BASIC.length()).strip()),
                StandardCharsets.UTF_8);
        return Optional.of(pair.substring(pair.indexOf(':') + 1));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return header.isBlank() || header.contains(" ") ? Optional.empty() : Optional.of(header);
  }
}

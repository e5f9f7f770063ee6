package dev.slipway.packages.identity.jwt;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;

/**
 * A signed token in the compact form, not yet believed. Source: RFC 7515, RFC 7519; the limits of
 * RFC 8725: what is not known is refused, and {@code none} is.
 *
 * @param signed what the signature is of
 * @param signature as it stands in the token, in base64url: of ECDSA both numbers, one after the
 *     other
 */
public record JsonWebToken(JsonNode header, JsonNode claims, String signed, String signature) {

  private static final int LONGEST = 16 << 10;
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  /** Reads a token; empty when the text is none, or longer than 16 KiB. */
  public static Optional<JsonWebToken> parse(String text) {
    var parts = text.split("\\.", -1);
    if (text.length() > LONGEST || parts.length != 3) {
      return Optional.empty();
    }
    try {
      var header = object(parts[0]);
      var claims = object(parts[1]);
      if (!header.isObject() || !claims.isObject()) {
        return Optional.empty();
      }
      return Optional.of(new JsonWebToken(header, claims, parts[0] + "." + parts[1], parts[2]));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static JsonNode object(String part) throws IOException {
    return JSON.readTree(DECODER.decode(part));
  }

  public String algorithm() {
    return header.path("alg").asText("");
  }

  /** The name of the key; empty when the token names none. */
  public String keyId() {
    return header.path("kid").asText("");
  }

  public String issuer() {
    return claims.path("iss").asText("");
  }

  /** Whether the key has signed this; false for an algorithm that is not the key's, or unknown. */
  public boolean signedBy(PublicKey key) {
    if (header.has("crit")) {
      return false;
    }
    try {
      var verifier = SignatureAlgorithm.of(algorithm(), key);
      if (verifier.isEmpty()) {
        return false;
      }
      var signer = verifier.get();
      signer.initVerify(key);
      signer.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signer.verify(DECODER.decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}

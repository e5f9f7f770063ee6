package dev.slipway.packages.identity.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The public keys of an issuer, by name. Keys that are not for signatures, or of kinds that are not
 * known here, are left out. Source: RFC 7517; RFC 7518 section 6.
 */
public record KeySet(Map<String, PublicKey> keys) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> CURVES =
      Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

  public KeySet {
    keys = Map.copyOf(keys);
  }

  /**
   * Reads a set.
   *
   * @throws IOException when the text is no set of keys
   */
  public static KeySet parse(byte[] text) throws IOException {
    var node = JSON.readTree(text);
    if (node == null || !node.path("keys").isArray()) {
      throw new IOException("it is no JSON Web Key Set");
    }
    var keys = new LinkedHashMap<String, PublicKey>();
    for (var key : node.path("keys")) {
      if (key.path("use").asText("sig").equals("sig")) {
        read(key).ifPresent(k -> keys.putIfAbsent(key.path("kid").asText(""), k));
      }
    }
    return new KeySet(keys);
  }

  /** The key of this name; the only one of the set for a token that names none. */
  public Optional<PublicKey> find(String id) {
    if (id.isEmpty()) {
      return keys.size() == 1 ? Optional.of(keys.values().iterator().next()) : Optional.empty();
    }
    return Optional.ofNullable(keys.get(id));
  }

  private static Optional<PublicKey> read(JsonNode key) {
    try {
      return switch (key.path("kty").asText("")) {
        case "RSA" ->
            Optional.of(
                KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e"))));
        case "EC" -> Optional.of(ec(key));
        default -> Optional.empty();
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static PublicKey ec(JsonNode key) throws GeneralSecurityException {
    var curve = CURVES.get(key.path("crv").asText(""));
    if (curve == null) {
      throw new IllegalArgumentException("an unknown curve");
    }
    var parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(curve));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(number(key, "x"), number(key, "y")),
                parameters.getParameterSpec(ECParameterSpec.class)));
  }

  private static BigInteger number(JsonNode key, String field) {
    var text = key.path(field).asText("");
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a key without " + field);
    }
    return new BigInteger(1, Base64.getUrlDecoder().decode(text));
  }
}

package dev.slipway.packages.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** An OpenID Connect issuer with real keys, which says them over real HTTP. */
final class TestIssuer implements AutoCloseable {

  static final String KEYS = "/keys";
  static final String ABOUT = "/.well-known/openid-configuration";

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final ObjectMapper JSON = new ObjectMapper();

  final ScriptedUpstream server;
  private final Map<String, KeyPair> keys = new LinkedHashMap<>();

  TestIssuer() throws IOException {
    server = new ScriptedUpstream();
    server.has(
        ABOUT,
        "application/json",
        JSON.writeValueAsString(Map.of("issuer", url(), "jwks_uri", url() + KEYS)));
  }

  String url() {
    return server.url();
  }

  static KeyPair rsa() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  static KeyPair ec() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** Has these keys from now on, by name, and no others. */
  void has(Map<String, KeyPair> pairs) throws IOException {
    keys.clear();
    keys.putAll(pairs);
    var set = JSON.createObjectNode();
    var list = set.putArray("keys");
    list.addObject().put("kty", "OKP").put("kid", "of-another-kind");
    pairs.forEach((kid, pair) -> list.add(jwk(kid, pair)));
    server.has(KEYS, "application/json", JSON.writeValueAsString(set));
  }

  private static ObjectNode jwk(String kid, KeyPair pair) {
    var node = JSON.createObjectNode().put("kid", kid).put("use", "sig");
    switch (pair.getPublic()) {
      case RSAPublicKey rsa ->
          node.put("kty", "RSA")
              .put("n", number(rsa.getModulus(), 256))
              .put("e", number(rsa.getPublicExponent(), 3));
      case ECPublicKey ec ->
          node.put("kty", "EC")
              .put("crv", "P-256")
              .put("x", number(ec.getW().getAffineX(), 32))
              .put("y", number(ec.getW().getAffineY(), 32));
      default -> throw new IllegalArgumentException("no such key here");
    }
    return node;
  }

  private static String number(BigInteger value, int length) {
    var bytes = new byte[length];
    var raw = value.toByteArray();
    int size = Math.min(raw.length, length);
    System.arraycopy(raw, raw.length - size, bytes, length - size, size);
    return ENCODER.encodeToString(bytes);
  }

  /** Signs claims with the key of this name. */
  String sign(String kid, Map<String, ?> claims) throws GeneralSecurityException, IOException {
    var pair = keys.get(kid);
    boolean rsa = pair.getPublic() instanceof RSAPublicKey;
    return sign(Map.of("alg", rsa ? "RS256" : "ES256", "kid", kid), pair, claims);
  }

  static String sign(Map<String, ?> header, KeyPair pair, Map<String, ?> claims)
      throws GeneralSecurityException, IOException {
    var signed = part(header) + "." + part(claims);
    var signature =
        Signature.getInstance(
            pair.getPublic() instanceof RSAPublicKey
                ? "SHA256withRSA"
                : "SHA256withECDSAinP1363Format");
    signature.initSign(pair.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + ENCODER.encodeToString(signature.sign());
  }

  static String part(Map<String, ?> object) throws IOException {
    return ENCODER.encodeToString(JSON.writeValueAsBytes(object));
  }

  @Override
  public void close() {
    server.close();
  }
}

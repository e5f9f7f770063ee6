package dev.slipway.packages.identity.jwt;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;

/**
 * Algorithms of signatures by the names of JSON Web Algorithms. The key says which may be used, so
 * that a token cannot choose a weaker one. Source: RFC 7518 section 3; RFC 8037.
 */
final class SignatureAlgorithm {

  private static final int SMALLEST_RSA = 2048;

  private SignatureAlgorithm() {}

  /** What verifies; empty when the algorithm is unknown or not for this key. */
  static Optional<Signature> of(String algorithm, PublicKey key) throws GeneralSecurityException {
    return switch (key) {
      case RSAPublicKey rsa when rsa.getModulus().bitLength() >= SMALLEST_RSA -> rsa(algorithm);
      case ECPublicKey ec -> ec(algorithm, ec.getParams().getCurve().getField().getFieldSize());
      case EdECPublicKey _ when algorithm.equals("EdDSA") ->
          Optional.of(Signature.getInstance("Ed25519"));
      default -> Optional.empty();
    };
  }

  private static Optional<Signature> rsa(String algorithm) throws GeneralSecurityException {
    return switch (algorithm) {
      case "RS256", "RS384", "RS512" ->
          Optional.of(Signature.getInstance("SHA" + algorithm.substring(2) + "withRSA"));
      case "PS256", "PS384", "PS512" -> {
        var bits = algorithm.substring(2);
        var signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(
            new PSSParameterSpec(
                "SHA-" + bits,
                "MGF1",
                new MGF1ParameterSpec("SHA-" + bits),
                Integer.parseInt(bits) / Byte.SIZE,
                1));
        yield Optional.of(signature);
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Signature> ec(String algorithm, int bits)
      throws GeneralSecurityException {
    boolean fits =
        switch (algorithm) {
          case "ES256" -> bits == 256;
          case "ES384" -> bits == 384;
          case "ES512" -> bits == 521;
          default -> false;
        };
    return fits
        ? Optional.of(
            Signature.getInstance("SHA" + algorithm.substring(2) + "withECDSAinP1363Format"))
        : Optional.empty();
  }
}

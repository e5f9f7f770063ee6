package dev.slipway.packages.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * A token key as a bucket has it: whoever reads the bucket learns only the public half, and whoever
 * writes it can add none, without the secret access key that the package servers have. Sealed with
 * AES-256-GCM. Source: RFC 5869 for the sealing key.
 *
 * @param publicKey X.509
 * @param sealed a nonce of 12 bytes and the encrypted PKCS #8
 */
@SuppressWarnings("ArrayRecordComponent")
record SealedKey(String id, Instant madeAt, byte[] publicKey, byte[] sealed) {

  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * The key that seals.
   *
   * @param secret of the package servers alone
   * @param place the bucket and the prefix, so that domains which share a secret share no key
   */
  static SecretKey sealing(String secret, String place) throws GeneralSecurityException {
    return KDF.getInstance("HKDF-SHA256")
        .deriveKey(
            "AES",
            HKDFParameterSpec.ofExtract()
                .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                .thenExpand(
                    ("slipway token keys of " + place).getBytes(StandardCharsets.UTF_8),
                    KEY_BYTES));
  }

  static SealedKey of(TokenKey key, Instant madeAt, SecretKey sealing)
      throws GeneralSecurityException {
    var nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    var publicKey = key.pair().getPublic().getEncoded();
    var encrypted =
        cipher(Cipher.ENCRYPT_MODE, sealing, nonce, madeAt, publicKey)
            .doFinal(key.pair().getPrivate().getEncoded());
    var sealed = ByteBuffer.allocate(NONCE + encrypted.length).put(nonce).put(encrypted).array();
    return new SealedKey(key.id(), madeAt, publicKey, sealed);
  }

  /** The key; empty when it was sealed with something else, or is not as it was. */
  Optional<TokenKey> open(SecretKey sealing) {
    try {
      var nonce = Arrays.copyOf(sealed, NONCE);
      var encrypted = Arrays.copyOfRange(sealed, NONCE, Math.max(NONCE, sealed.length));
      var privateKey =
          cipher(Cipher.DECRYPT_MODE, sealing, nonce, madeAt, publicKey).doFinal(encrypted);
      return Optional.of(TokenKey.of(publicKey, privateKey));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(
      int mode, SecretKey sealing, byte[] nonce, Instant madeAt, byte[] publicKey)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(madeAt.toString().getBytes(StandardCharsets.US_ASCII));
    cipher.updateAAD(publicKey);
    return cipher;
  }
}

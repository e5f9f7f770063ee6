package dev.slipway.packages.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * The key with which the server signs its own tokens: made once, kept in the store. Whoever removes
 * its file makes all these tokens void.
 *
 * @param id tells one key from another
 */
record TokenKey(String id, KeyPair pair) {

  private static final String ALGORITHM = "Ed25519";
  private static final int ID_BYTES = 6;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the key in this file; makes one where there is none. */
  static TokenKey open(Path file) throws IOException {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      var node = JSON.readTree(file.toFile());
      var decoder = Base64.getDecoder();
      return of(
          decoder.decode(node.path("public").asText()),
          decoder.decode(node.path("private").asText()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          file + " holds no key that can be used; remove it, and a new one is made: " + e, e);
    }
  }

  /** The key of these encodings, X.509 and PKCS #8. */
  static TokenKey of(byte[] publicKey, byte[] privateKey) throws GeneralSecurityException {
    var factory = KeyFactory.getInstance(ALGORITHM);
    var pair =
        new KeyPair(
            factory.generatePublic(new X509EncodedKeySpec(publicKey)),
            factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey)));
    return new TokenKey(id(publicKey), pair);
  }

  /** A new key. */
  static TokenKey make() throws GeneralSecurityException {
    var pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    return new TokenKey(id(pair.getPublic().getEncoded()), pair);
  }

  private static String id(byte[] publicKey) {
    return HexFormat.of().formatHex(publicKey, publicKey.length - ID_BYTES, publicKey.length);
  }

  private static void create(Path file) throws IOException, GeneralSecurityException {
    Files.createDirectories(file.getParent());
    var pair = make().pair();
    var encoder = Base64.getEncoder();
    var text =
        JSON.writeValueAsBytes(
            Map.of(
                "public", encoder.encodeToString(pair.getPublic().getEncoded()),
                "private", encoder.encodeToString(pair.getPrivate().getEncoded())));
    var part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    try (var out =
        FileChannel.open(
            part,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      out.write(ByteBuffer.wrap(text));
      out.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}

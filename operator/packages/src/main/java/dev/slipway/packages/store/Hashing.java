package dev.slipway.packages.store;

import dev.slipway.packages.model.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes all digests in one pass. */
public final class Hashing {

  private static final int SMALL = 1 << 13;
  private static final int LARGE = 1 << 16;

  private final MessageDigest sha256 = digest("SHA-256");
  private final MessageDigest sha1 = digest("SHA-1");
  private final MessageDigest md5 = digest("MD5");
  private final MessageDigest sha512 = digest("SHA-512");
  private long size;

  /** The digests of an array. */
  public static Digests of(byte[] bytes) {
    var hashing = new Hashing();
    hashing.update(bytes, 0, bytes.length);
    return hashing.digests();
  }

  /** The digests of a file. */
  public static Digests of(Path file) throws IOException {
    var hashing = new Hashing();
    try (var in = Files.newInputStream(file)) {
      var buffer = new byte[LARGE];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hashing.update(buffer, 0, n);
      }
    }
    return hashing.digests();
  }

  /** SHA-256 of a text. */
  public static String sha256(String text) {
    var hash = digest("SHA-256");
    hash.update(text.getBytes(StandardCharsets.UTF_8));
    return hex(hash);
  }

  /** Writes a stream into a new file. */
  public static Digests copy(InputStream in, Path file) throws IOException {
    var hashing = new Hashing();
    try (var out = Files.newOutputStream(file)) {
      // Most have a few kilobytes.
      var buffer = new byte[SMALL];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hashing.update(buffer, 0, n);
        out.write(buffer, 0, n);
        if (n == SMALL && buffer.length == SMALL) {
          buffer = new byte[LARGE];
        }
      }
    }
    return hashing.digests();
  }

  public void update(byte[] bytes, int offset, int length) {
    sha256.update(bytes, offset, length);
    sha1.update(bytes, offset, length);
    md5.update(bytes, offset, length);
    sha512.update(bytes, offset, length);
    size += length;
  }

  public Digests digests() {
    return new Digests(size, hex(sha256), hex(sha1), hex(md5), hex(sha512));
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }
}

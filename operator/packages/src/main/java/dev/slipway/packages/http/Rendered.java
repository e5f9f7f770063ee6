package dev.slipway.packages.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A document that was made, ready to be sent. Only its compressed bytes are kept. */
public final class Rendered {

  private static final int HASH = 32;

  private final String type;
  private final byte[] gzip;
  private final int length;
  private final String hash;

  private Rendered(String type, byte[] gzip, int length, String hash) {
    this.type = type;
    this.gzip = gzip;
    this.length = length;
    this.hash = hash;
  }

  /** Compresses a document. */
  public static Rendered of(String type, byte[] bytes) {
    try {
      var out = new ByteArrayOutputStream();
      try (var zip = new GZIPOutputStream(out)) {
        zip.write(bytes);
      }
      var hash =
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
              .substring(0, HASH);
      return new Rendered(type, out.toByteArray(), bytes.length, hash);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  String type() {
    return type;
  }

  byte[] gzip() {
    return gzip;
  }

  /** Bytes that it takes in memory. */
  public int weight() {
    return gzip.length;
  }

  byte[] plain() throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readNBytes(length);
    }
  }

  /** The entity tag of the document in a coding. */
  String etag(boolean compressed) {
    return "\"" + hash + (compressed ? "-gzip\"" : "\"");
  }
}

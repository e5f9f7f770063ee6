package dev.slipway.packages.s3;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What a request sends, as often as it is sent.
 *
 * @param sha256 of these bytes, as lower-case hexadecimal digits
 * @param size bytes
 */
record Body(BodyPublisher publisher, String sha256, long size) {

  static final Body NONE = of(new byte[0]);

  static Body of(byte[] bytes) {
    return new Body(BodyPublishers.ofByteArray(bytes), Signature.sha256(bytes), bytes.length);
  }

  /** A part of a file. */
  static Body of(Path file, long from, long size) throws IOException {
    try (var in = open(file, from, size)) {
      var digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return of(file, from, size, HexFormat.of().formatHex(digest.digest()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A part of a file whose digest is known. */
  static Body of(Path file, long from, long size, String sha256) {
    var stream =
        BodyPublishers.ofInputStream(
            () -> {
              try {
                return open(file, from, size);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return new Body(
        size == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(stream, size),
        sha256,
        size);
  }

  private static InputStream open(Path file, long from, long size) throws IOException {
    var channel = FileChannel.open(file);
    channel.position(from);
    return new BufferedInputStream(new Part(Channels.newInputStream(channel), size), 1 << 16);
  }

  /** So many bytes of a stream. */
  private static final class Part extends InputStream {
    private final InputStream in;
    private long left;

    Part(InputStream in, long size) {
      this.in = in;
      left = size;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = in.read(into, offset, (int) Math.min(length, left));
      left -= Math.max(n, 0);
      return n;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}

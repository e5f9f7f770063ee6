package dev.slipway.packages.upstream;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a file as they are meant, whatever the header Content-Encoding says of their way.
 * Nobody asked for a coding. Some servers name that of the file itself, which then stays as it is.
 * Source: RFC 9110 section 8.4.
 */
final class Coded {

  private static final int HEAD = 8192;
  private static final int MAGIC_FIRST = 0x1f;
  private static final int MAGIC_SECOND = 0x8b;
  private static final List<String> GZIPPED = List.of(".tgz", ".gz", ".crate");

  private Coded() {}

  /** Whether the bytes that are meant are those that come. */
  static boolean plain(String encoding) {
    return encoding.isEmpty() || encoding.equals("identity");
  }

  /**
   * Undoes the coding.
   *
   * @param path ends in the file's name
   * @param encoding the header; empty for none
   * @throws UpstreamException when the coding is not known
   */
  static InputStream decoded(InputStream in, String path, String encoding) throws IOException {
    if (plain(encoding)) {
      return in;
    }
    if (!encoding.equals("gzip") && !encoding.equals("x-gzip")) {
      throw new UpstreamException(path + " comes encoded as " + encoding);
    }
    var head = in.readNBytes(HEAD);
    var whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
    boolean itself =
        GZIPPED.stream().anyMatch(path.toLowerCase(Locale.ROOT)::endsWith) && !twice(head);
    return itself ? whole : new GZIPInputStream(whole, 1 << 16);
  }

  private static boolean twice(byte[] head) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(head))) {
      return in.read() == MAGIC_FIRST && in.read() == MAGIC_SECOND;
    } catch (ZipException | EOFException e) {
      return false;
    }
  }
}

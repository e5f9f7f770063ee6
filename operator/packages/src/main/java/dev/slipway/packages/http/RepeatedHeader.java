package dev.slipway.packages.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The header of a connection's last request, and what it was read as. Who installs a thousand
 * packages says the same a thousand times, with a token of a kilobyte in it; bytes that are those
 * of the last request mean what they meant then, so they need only be compared.
 *
 * <p>Nothing is kept of a request that may have a body: its length would be kept as well.
 */
final class RepeatedHeader {

  /** Bytes of a header that is kept, at most. */
  static final int LONGEST = 4 << 10;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final List<HttpField> fields = new ArrayList<>();
  private ByteBuffer bytes = NONE;
  private ByteBuffer host = NONE;

  /** Begins to read another header. */
  void begin() {
    fields.clear();
    bytes = NONE;
  }

  /** A field was read. */
  void add(HttpField field) {
    fields.add(field);
  }

  /**
   * The header that began has been read.
   *
   * @param header all its bytes, with the empty line at its end; belongs to the caller
   */
  void end(ByteBuffer header) {
    var hosts = fields.stream().filter(f -> f.getHeader() == HttpHeader.HOST).toList();
    if (hosts.size() != 1
        || header.remaining() > LONGEST
        || fields.stream().anyMatch(RepeatedHeader::frames)) {
      return;
    }
    fields.removeAll(hosts);
    host = StandardCharsets.ISO_8859_1.encode("Host: " + hosts.getFirst().getValue() + "\r\n\r\n");
    bytes = ByteBuffer.allocate(header.remaining()).put(header).flip();
  }

  private static boolean frames(HttpField field) {
    return field.getHeader() == HttpHeader.CONTENT_LENGTH
        || field.getHeader() == HttpHeader.TRANSFER_ENCODING;
  }

  /** Whether these bytes begin with the same header, all of it; it is passed by if they do. */
  boolean skip(ByteBuffer next) {
    int length = bytes.remaining();
    if (length == 0
        || next.remaining() < length
        || bytes.mismatch(next.slice(next.position(), length)) >= 0) {
      return false;
    }
    next.position(next.position() + length);
    return true;
  }

  /** What the header said, but for the host. */
  List<HttpField> fields() {
    return fields;
  }

  /** A header that says nothing but the same host. */
  ByteBuffer host() {
    return host.duplicate();
  }
}

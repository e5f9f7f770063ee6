package dev.slipway.packages.http;

import dev.slipway.packages.thread.ConnectionThread;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** The answer to a request for a file that somebody stored. */
public final class FileAnswer {

  /** Bytes of a file that are sent at once. */
  private static final long WINDOW = 8 << 20;

  private static final HttpField RANGES =
      new PreEncodedHttpField(HttpHeader.ACCEPT_RANGES, "bytes");

  private final Exchange exchange;
  private String tag = "";

  public FileAnswer(Exchange exchange) {
    this.exchange = exchange;
  }

  /** Answers with a file: conditional, and in part when a single range is asked for. */
  public void file(Path file, String etag) throws IOException {
    if (!unchanged(etag)) {
      content(file, Files.size(file));
    }
  }

  /** Answers that the client has the bytes already, if it says so. */
  public boolean unchanged(String etag) {
    tag = etag;
    exchange.attachment();
    exchange.set(HttpHeader.ETAG, etag);
    exchange.set(RANGES);
    boolean known = ETags.matches(exchange.header(HttpHeader.IF_NONE_MATCH), etag);
    if (known) {
      exchange.isQuick();
      exchange.unchanged();
    }
    return known;
  }

  /** Answers with all bytes of a buffer, or the range of them that is asked for. */
  public void content(ByteBuffer bytes) {
    exchange.isQuick();
    var range = range(bytes.capacity());
    if (range.length() > 0 && !exchange.isHead()) {
      exchange.rest(bytes.slice((int) range.first(), (int) range.length()));
    }
  }

  /** Answers with a file of so many bytes, or the range of it that is asked for. */
  public void content(Path file, long size) throws IOException {
    ConnectionThread.mayWait();
    var range = range(size);
    if (range.length() > 0 && !exchange.isHead()) {
      try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
        for (long at = range.first(); at <= range.last(); at += WINDOW) {
          window(in, at, Math.min(WINDOW, range.last() + 1 - at), at + WINDOW > range.last());
        }
      }
    }
  }

  /** The disk's own cache is mapped and sent, so that nothing of it is copied into the heap. */
  private void window(FileChannel in, long at, long length, boolean last) throws IOException {
    try (var arena = Arena.ofShared()) {
      exchange.send(last, in.map(FileChannel.MapMode.READ_ONLY, at, length, arena).asByteBuffer());
    }
  }

  /**
   * Whether the client has the beginning of other bytes. Files have tags, and no dates that could
   * fit. Source: RFC 9110 section 13.1.5.
   */
  private boolean stale() {
    var known = exchange.header(HttpHeader.IF_RANGE);
    return known != null && !known.strip().equals(tag);
  }

  /** Sets the status and the headers of the part that is asked for. */
  private ByteRange range(long size) {
    var asked = stale() ? null : ByteRange.parse(exchange.header(HttpHeader.RANGE), size);
    var range = asked == null ? new ByteRange(0, size - 1) : asked;
    if (asked == null) {
      exchange.status(200);
    } else if (range.length() <= 0) {
      exchange.status(416);
      exchange.set("Content-Range", "bytes */" + size);
    } else {
      exchange.status(206);
      exchange.set("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + size);
    }
    exchange.length(Math.max(0, range.length()));
    return range;
  }
}

package dev.slipway.packages.ledger;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads whole lines of a file from a place on; what follows the last end of a line is none. */
final class Lines implements Closeable {

  private static final int CHUNK = 1 << 16;
  private static final int LONGEST = 16 << 10;

  private final InputStream in;
  private final byte[] chunk = new byte[CHUNK];
  private int at;
  private int filled;
  private long offset;

  Lines(Path file, long from) throws IOException {
    in = Files.newInputStream(file);
    offset = Math.min(from, Files.size(file));
    in.skipNBytes(offset);
  }

  /** Where the next line begins, bytes from the beginning of the file. */
  long offset() {
    return offset;
  }

  /** The next line; null at the end. Of one that is far too long only a part is kept. */
  String next() throws IOException {
    var before = new ByteArrayOutputStream(0);
    while (true) {
      for (int i = at; i < filled; i++) {
        if (chunk[i] == '\n') {
          before.write(chunk, at, Math.min(i - at, LONGEST));
          offset += i + 1 - at;
          at = i + 1;
          return before.toString(StandardCharsets.UTF_8);
        }
      }
      if (before.size() < LONGEST) {
        before.write(chunk, at, filled - at);
      }
      offset += filled - at;
      at = 0;
      filled = in.read(chunk);
      if (filled < 0) {
        filled = 0;
        return null;
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

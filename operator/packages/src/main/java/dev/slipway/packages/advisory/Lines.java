package dev.slipway.packages.advisory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Lines of bytes, without white space around them; of one that is too long only the beginning. */
final class Lines {

  private final InputStream in;
  private final int longest;
  private int number;

  Lines(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** The number of the last line, from 1 on. */
  int number() {
    return number;
  }

  /** The next line, one byte longer than the longest when it is too long; null at the end. */
  byte[] next() throws IOException {
    int b = in.read();
    if (b < 0) {
      return null;
    }
    number++;
    var line = new ByteArrayOutputStream();
    int end = 0;
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() <= longest && (b > ' ' || line.size() > 0)) {
        line.write(b);
        end = b > ' ' ? line.size() : end;
      }
    }
    return Arrays.copyOf(line.toByteArray(), end);
  }
}

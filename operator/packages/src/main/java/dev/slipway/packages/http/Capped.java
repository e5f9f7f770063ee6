package dev.slipway.packages.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body that may not be longer than any file may be. */
final class Capped extends FilterInputStream {

  /** Bytes of a file. Source: CodeArtifact user guide, quotas, asset file size. */
  static final long LARGEST = 5L << 30;

  /** A body that is too long. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("a file has at most " + LARGEST + " bytes");
    }
  }

  private long sum;

  /**
   * Counts what is read.
   *
   * @param length that the request announces; negative when it does not
   */
  Capped(InputStream in, long length) throws TooLarge {
    super(in);
    count(Math.max(0, length));
    sum = 0;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    count(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int n = super.read(into, offset, length);
    count(Math.max(0, n));
    return n;
  }

  private void count(long n) throws TooLarge {
    sum += n;
    if (sum > LARGEST) {
      throw new TooLarge();
    }
  }
}

package dev.slipway.packages.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that may not be longer than a limit. */
public abstract class Limited extends FilterInputStream {

  private final long most;
  private long sum;

  /**
   * Counts what is read.
   *
   * @param most bytes
   */
  protected Limited(InputStream in, long most) {
    super(in);
    this.most = most;
  }

  /** What is thrown when it is longer. */
  protected abstract IOException tooLong();

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

  private void count(int n) throws IOException {
    sum += n;
    if (sum > most) {
      throw tooLong();
    }
  }
}

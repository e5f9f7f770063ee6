package dev.slipway.packages.upstream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream from outside that may not be longer than a limit. */
final class Bounded extends FilterInputStream {

  private final long limit;
  private final String what;
  private long sum;

  Bounded(InputStream in, long limit, String what) {
    super(in);
    this.limit = limit;
    this.what = what;
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

  private void count(int n) throws UpstreamException {
    sum += n;
    if (sum > limit) {
      throw new UpstreamException(what + " has more than " + limit + " bytes");
    }
  }
}

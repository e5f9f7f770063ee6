package dev.slipway.packages.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** A stream that is cut off. */
public final class BrokenStream extends SequenceInputStream {

  /** What comes before that. */
  public BrokenStream(InputStream before) {
    super(before, new End());
  }

  private static final class End extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("cut off");
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return read();
    }
  }
}

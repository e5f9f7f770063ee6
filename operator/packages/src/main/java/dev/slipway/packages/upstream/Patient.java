package dev.slipway.packages.upstream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;

/**
 * A stream from outside that breaks off when nothing comes for a while: the client's own time limit
 * ends with the headers. Whoever reads slowly is not blamed on the upstream.
 */
final class Patient extends FilterInputStream {

  private final Duration longest;
  private final Set<Patient> open;
  private volatile boolean waiting;
  private volatile long since;
  private volatile boolean gaveUp;

  /**
   * Watches a stream until it is closed.
   *
   * @param longest time without a byte
   * @param open those of which somebody calls {@link #look} now and then; this is one until it is
   *     closed
   */
  Patient(InputStream in, Duration longest, Set<Patient> open) {
    super(in);
    this.longest = longest;
    this.open = open;
    open.add(this);
  }

  /** Breaks off when nothing came for too long. */
  void look() {
    if (waiting && System.nanoTime() - since > longest.toNanos()) {
      gaveUp = true;
      try {
        in.close();
      } catch (IOException e) {
        // Whoever reads hears of it.
      }
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    since = System.nanoTime();
    waiting = true;
    try {
      int n = super.read(into, offset, length);
      if (n < 0 && gaveUp) {
        throw stalled();
      }
      return n;
    } catch (IOException e) {
      throw gaveUp ? stalled() : e;
    } finally {
      waiting = false;
    }
  }

  private IOException stalled() {
    return new IOException("nothing came for " + longest.toSeconds() + " seconds");
  }

  @Override
  public void close() throws IOException {
    open.remove(this);
    super.close();
  }
}

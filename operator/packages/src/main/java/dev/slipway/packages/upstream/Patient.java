package dev.slipway.packages.upstream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A stream from outside that breaks off when nothing comes for a while: the client's own time limit
 * ends with the headers. Whoever reads slowly is not blamed on the upstream.
 */
final class Patient extends FilterInputStream {

  private static final long CHECKS = 4;

  private final Duration longest;
  private final ScheduledFuture<?> watch;
  private volatile boolean waiting;
  private volatile long since;
  private volatile boolean gaveUp;

  /**
   * Watches a stream until it is closed.
   *
   * @param longest time without a byte
   */
  Patient(InputStream in, Duration longest, ScheduledExecutorService watchers) {
    super(in);
    this.longest = longest;
    long pause = Math.max(1, longest.toMillis() / CHECKS);
    watch = watchers.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
  }

  private void look() {
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
    watch.cancel(false);
    super.close();
  }
}

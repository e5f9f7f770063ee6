package dev.slipway.packages.http;

import java.io.IOException;
import java.io.InputStream;

/** Hears what a client still sends whose request is refused already. */
final class Hearing {

  /** Bytes at most. */
  private static final long MOST = 1 << 20;

  /** The same of a request that was admitted, but cannot be served. */
  private static final long MOST_OF_ADMITTED = 64 << 20;

  private static final int FIRST_FAILURE = 500;
  private static final long LONGEST_NANOS = 10_000_000_000L;

  private Hearing() {}

  /** Whether the end of the body has come, within some seconds and not too many bytes. */
  static boolean toTheEnd(InputStream body, int status) throws IOException {
    long most = status < FIRST_FAILURE ? MOST : MOST_OF_ADMITTED;
    var buffer = new byte[1 << 16];
    long end = System.nanoTime() + LONGEST_NANOS;
    long sum = 0;
    for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
      sum += n;
      if (sum > most || System.nanoTime() - end > 0) {
        return false;
      }
    }
    return true;
  }
}

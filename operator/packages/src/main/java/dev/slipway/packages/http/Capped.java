package dev.slipway.packages.http;

import dev.slipway.packages.store.Limited;
import dev.slipway.packages.store.TooLargeException;
import java.io.InputStream;

/** A request's body that may not be longer than any file may be. */
final class Capped extends Limited {

  /** Bytes of a file. Source: CodeArtifact user guide, quotas, asset file size. */
  static final long LARGEST = 5L << 30;

  /**
   * A body that is read now.
   *
   * @param length that the request announces; negative when it does not
   * @throws TooLargeException when that is too much already
   */
  Capped(InputStream in, long length) throws TooLargeException {
    super(in, LARGEST);
    if (length > LARGEST) {
      throw tooLong();
    }
  }

  @Override
  protected TooLargeException tooLong() {
    return new TooLargeException("a file has at most " + LARGEST + " bytes");
  }
}

package dev.slipway.packages.upstream;

import dev.slipway.packages.store.Limited;
import java.io.InputStream;

/** A stream from outside that may not be longer than a limit. */
final class Bounded extends Limited {

  private final String why;

  Bounded(InputStream in, long limit, String what) {
    super(in, limit);
    why = what + " has more than " + limit + " bytes";
  }

  @Override
  protected UpstreamException tooLong() {
    return new UpstreamException(why);
  }
}

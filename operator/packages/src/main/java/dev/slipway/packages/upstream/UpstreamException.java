package dev.slipway.packages.upstream;

import java.io.IOException;
import java.time.Duration;

/** An upstream that cannot give something now. */
public final class UpstreamException extends IOException {

  private static final long serialVersionUID = 1L;
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Duration retryAfter;

  public UpstreamException(String message) {
    this(message, SOON);
  }

  /**
   * Says when to come again.
   *
   * @param retryAfter from now
   */
  public UpstreamException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** When it makes sense to ask again, from the time of the failure. */
  public Duration retryAfter() {
    return retryAfter;
  }
}

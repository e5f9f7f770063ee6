package dev.slipway.packages.upstream;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** An upstream that cannot give something now, or that gives what is not believed. */
public final class UpstreamException extends IOException {

  private static final long serialVersionUID = 1L;
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Duration retryAfter;
  private final boolean refused;

  public UpstreamException(String message) {
    this(message, SOON);
  }

  /**
   * Says when to come again.
   *
   * @param retryAfter from now
   */
  public UpstreamException(String message, Duration retryAfter) {
    this(message, retryAfter, false);
  }

  private UpstreamException(String message, Duration retryAfter, boolean refused) {
    super(message);
    this.retryAfter = retryAfter;
    this.refused = refused;
  }

  /** What the upstream gives is refused here, and coming again changes nothing. */
  public static UpstreamException refusing(String message) {
    return new UpstreamException(message, SOON, true);
  }

  /** Why something failed, for one who has waited for it. */
  static UpstreamException waitedFor(ExecutionException failure) {
    var cause = failure.getCause();
    return cause instanceof UpstreamException known
        ? known.again()
        : new UpstreamException(String.valueOf(cause.getMessage()));
  }

  /** The same for another who waited for it. */
  public UpstreamException again() {
    return new UpstreamException(getMessage(), retryAfter, refused);
  }

  /** When it makes sense to ask again, from the time of the failure. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** Whether the upstream did answer, but with what is refused here. */
  public boolean refused() {
    return refused;
  }
}

package dev.slipway.controller.feed;

/** A domain's events cannot be read; the message says why. */
public final class FeedFailure extends Exception {
  private static final long serialVersionUID = 1L;

  FeedFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

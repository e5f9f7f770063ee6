package dev.slipway.packages.store;

import java.io.IOException;

/** Somebody sends more bytes than are taken. */
public final class TooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  public TooLargeException(String message) {
    super(message);
  }
}

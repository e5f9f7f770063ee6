package dev.slipway.packages.upstream;

import java.io.IOException;

/** An upstream that cannot give a file now. */
public final class UpstreamException extends IOException {

  private static final long serialVersionUID = 1L;

  public UpstreamException(String message) {
    super(message);
  }
}

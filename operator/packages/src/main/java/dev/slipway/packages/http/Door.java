package dev.slipway.packages.http;

import java.io.IOException;

/** Answers what comes below a first word of paths, beside repositories. Thread-safe. */
public interface Door {

  /**
   * Answers a request.
   *
   * @param path whole, with its first word
   */
  void answer(RequestPath path, Exchange exchange) throws IOException, InterruptedException;
}

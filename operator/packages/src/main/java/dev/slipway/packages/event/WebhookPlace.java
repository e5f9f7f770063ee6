package dev.slipway.packages.event;

import java.io.IOException;

/** How far a webhook has come in the log of events. */
interface WebhookPlace {

  /**
   * The number of the last event that is done with.
   *
   * @param last number in the log; that of a webhook that is new
   */
  long read(long last) throws IOException;

  void keep(long number) throws IOException;

  void forget() throws IOException;
}

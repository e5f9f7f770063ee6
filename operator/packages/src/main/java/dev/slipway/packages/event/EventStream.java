package dev.slipway.packages.event;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The events of a domain, numbered from 1 without gaps, the newest of them. Thread-safe. */
public interface EventStream {

  /**
   * A part of the events.
   *
   * @param events as JSON
   * @param next what to ask after for the events that follow
   * @param oldest number of the oldest event that is kept
   * @param last number of the newest event; 0 when there was none yet
   */
  record Page(List<String> events, long next, long oldest, long last) {}

  /** The events after a number, at most so many, fewer though there may be more. */
  Page after(long number, int most) throws IOException;

  /**
   * Waits until there is an event after this number, or the time has passed.
   *
   * @return false when nobody is to wait any longer
   */
  boolean await(long number, Duration longest) throws InterruptedException;

  /** Lets nobody wait for events any longer; they can still be added. */
  void release();
}

package dev.slipway.core.feed;

import dev.slipway.api.v1alpha1.EventPosition;
import java.util.List;

/**
 * What somebody who follows a domain's events is shown.
 *
 * @param events those that are wanted and not dealt with yet, in order
 * @param reached up to where events were looked at; null before the package server was asked
 * @param missed what was gone before it was read and is not stored yet; null for nothing
 * @param error why events cannot be read now; null when they can
 */
public record FeedSight(
    List<PackageEvent> events, EventPosition reached, String missed, String error) {

  /** Before anything is known. */
  public static final FeedSight NONE = new FeedSight(List.of(), null, null, null);

  /** A position is stored at least once in so many events, though none of them is wanted. */
  public static final long STRIDE = 1000;

  public FeedSight {
    events = List.copyOf(events);
  }

  /**
   * The position to store when the first of the events are dealt with.
   *
   * @param stored what was stored before; null for nothing
   * @param done how many
   */
  public EventPosition position(EventPosition stored, int done) {
    if (done > 0) {
      return events.get(done - 1).position();
    }
    if (reached == null || !events.isEmpty()) {
      return stored;
    }
    return stored == null || missed != null || far(stored) ? reached : stored;
  }

  /** Below the stored number there is another log. */
  private boolean far(EventPosition stored) {
    long ahead = reached.sequenceNumber() - stored.sequenceNumber();
    return ahead < 0 || ahead >= STRIDE;
  }
}

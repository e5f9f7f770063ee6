package dev.slipway.controller.feed;

import dev.slipway.api.v1alpha1.EventPosition;
import dev.slipway.core.feed.FeedSight;
import dev.slipway.core.feed.PackageEvent;
import dev.slipway.core.feed.Resumption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * One who follows a domain's events: how far it has read, and what waits for it. Guarded by its
 * feed.
 */
final class Follower {

  /** Who has so many events waiting gets no more until some are dealt with. */
  static final int FULL = 500;

  private final ArrayDeque<PackageEvent> pending = new ArrayDeque<>();
  private Predicate<PackageEvent> wants;

  /** The newest event that was read and not passed over; null before it is known where to begin. */
  private EventPosition anchor;

  private long after;
  private Instant notBefore;
  private String missed;
  private long stored;
  private boolean joined;

  /**
   * @param position where it goes on; null for now
   */
  Follower(EventPosition position, Predicate<PackageEvent> wants) {
    this.anchor = position;
    this.wants = wants;
  }

  /**
   * Hears what is stored of it by now.
   *
   * @return whether it has room again
   */
  boolean update(EventPosition position, String known, Predicate<PackageEvent> now) {
    wants = now;
    boolean full = full();
    if (position != null) {
      stored = position.sequenceNumber();
      if (pending.stream().anyMatch(e -> e.id().equals(position.event()))) {
        PackageEvent done;
        do {
          done = pending.removeFirst();
        } while (!done.id().equals(position.event()));
      }
    }
    if (Objects.equals(missed, known)) {
      missed = null;
    }
    return full && !full();
  }

  boolean joined() {
    return joined;
  }

  /** Where it goes on; null for now. */
  EventPosition anchor() {
    return anchor;
  }

  /** Number of the event that was looked at last. */
  long after() {
    return after;
  }

  boolean full() {
    return pending.size() >= FULL;
  }

  /** It begins with what comes after this. */
  void begin(EventPosition now) {
    anchor = now;
    after = now.sequenceNumber();
    stored = after;
    joined = true;
  }

  /** It goes on where it was. */
  void resume(Resumption resumption) {
    after = resumption.after();
    notBefore = resumption.notBefore();
    if (resumption.missed() != null) {
      missed = resumption.missed();
    }
    joined = true;
  }

  /** The log has to be looked at anew before it goes on: it may be another one. */
  void doubt() {
    joined = false;
  }

  /**
   * Takes what follows of a page.
   *
   * @return whether there is something to tell
   */
  boolean take(List<PackageEvent> events) {
    boolean news = false;
    for (var event : events) {
      if (full()) {
        break;
      }
      if (event.number() > after) {
        news |= take(event);
        after = event.number();
      }
    }
    if (Math.abs(after - stored) >= FeedSight.STRIDE) {
      stored = after;
      news = true;
    }
    return news;
  }

  private boolean take(PackageEvent event) {
    if (notBefore != null && !event.time().isAfter(notBefore)) {
      return false;
    }
    var gap = notBefore == null ? Resumption.gap(after, event) : null;
    notBefore = null;
    anchor = event.position();
    if (gap != null) {
      missed = gap;
    }
    boolean wanted = wants.test(event);
    if (wanted) {
      pending.add(event);
    }
    return wanted || gap != null;
  }

  FeedSight sight(String error) {
    return new FeedSight(List.copyOf(pending), joined ? anchor : null, missed, error);
  }
}

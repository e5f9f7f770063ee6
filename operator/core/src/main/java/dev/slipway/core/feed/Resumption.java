package dev.slipway.core.feed;

import dev.slipway.api.v1alpha1.EventPosition;
import java.time.Instant;
import java.util.Optional;

/**
 * Where in a log of events a reader goes on that was away.
 *
 * @param after number of the event after which it reads
 * @param notBefore events up to this time are passed over; null for none
 * @param missed what was gone before it was read; null for nothing
 */
public record Resumption(long after, Instant notBefore, String missed) {

  /**
   * What the package server has at a position.
   *
   * @param there whether its log goes that far at all
   * @param first the oldest event that it still has from that position on; null for none
   */
  public record Found(boolean there, PackageEvent first) {}

  /**
   * Goes on after a position. The identity of its event tells whether the log is still the same: a
   * Domain that was made anew, or a volume that was put back, counts from 1 or an older number
   * again. Then all that happened later than what was read last is new.
   */
  public static Resumption at(EventPosition position, Found found) {
    long number = position.sequenceNumber() == null ? 0 : position.sequenceNumber();
    var first = found.first();
    if (number == 0) {
      return found.there() && (first == null || first.number() == 1)
          ? new Resumption(0, null, null)
          : new Resumption(first == null ? 0 : first.number() - 1, null, gap(0, first));
    }
    if (!found.there() || first == null) {
      return replaced(position);
    }
    if (first.number() > number) {
      return new Resumption(first.number() - 1, null, gap(number, first));
    }
    return first.id().equals(position.event())
        ? new Resumption(number, null, null)
        : replaced(position);
  }

  /** What lies between the event that was read last and the next one that is there. */
  public static String gap(long last, PackageEvent next) {
    if (next == null || next.number() <= last + 1) {
      return null;
    }
    return "events %d to %d were gone from the log of the package server before they were read"
            .formatted(last + 1, next.number() - 1)
        + "; what they would have caused did not happen";
  }

  private static Resumption replaced(EventPosition position) {
    return new Resumption(
        0,
        Optional.ofNullable(position.time()).map(Instant::parse).orElse(null),
        "the package server has another log than before, without event %d that was read last"
                .formatted(position.sequenceNumber())
            + "; what happened after "
            + position.time()
            + " is read from it, the rest of the old log is lost");
  }
}

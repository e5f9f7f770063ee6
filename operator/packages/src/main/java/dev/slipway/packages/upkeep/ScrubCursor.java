package dev.slipway.packages.upkeep;

import java.time.Duration;
import java.time.Instant;

/**
 * Where the re-hashing of the store has come to: all blobs are looked at in the order of their
 * digests' first four digits, one hundredth of them a day. What was missed while the server did not
 * run is made up for by one day's part at most.
 *
 * @param next the first four digits that come next, 0 to 65,535
 * @param at up to when that was due
 */
record ScrubCursor(int next, Instant at) {

  static final int ALL = 1 << 16;
  private static final Duration CYCLE = Duration.ofDays(100);
  private static final int MOST = ALL / 100 + 1;

  /** How many of the first four digits are due. */
  int due(Instant now) {
    long millis = Math.max(0, Duration.between(at, now).toMillis());
    return (int) Math.min(MOST, millis * ALL / CYCLE.toMillis());
  }

  /** After one more. */
  ScrubCursor step(Instant now) {
    var each = CYCLE.dividedBy(ALL);
    var later = at.plus(each);
    var earliest = now.minus(each.multipliedBy(MOST));
    return new ScrubCursor((next + 1) % ALL, later.isBefore(earliest) ? earliest : later);
  }

  String prefix() {
    return "%04x".formatted(next);
  }

  String text() {
    return next + " " + at;
  }

  /** Reads what {@link #text} wrote; begins anew when it is damaged. */
  static ScrubCursor parse(String text, Instant now) {
    try {
      var words = text.strip().split(" ", -1);
      return new ScrubCursor(
          Math.floorMod(Integer.parseInt(words[0]), ALL), Instant.parse(words[1]));
    } catch (RuntimeException e) {
      return new ScrubCursor(0, now);
    }
  }
}

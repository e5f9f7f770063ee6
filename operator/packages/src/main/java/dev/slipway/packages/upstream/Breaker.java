package dev.slipway.packages.upstream;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether an upstream is asked. After some failures in a row it is left alone for a while, longer
 * each time, and then one request tries it. Pure: each step makes the next state.
 *
 * @param failures in a row
 * @param until nobody asks before; null when it may be asked
 */
public record Breaker(int failures, Instant until) {

  static final int TOLERATED = 4;
  static final Duration FIRST = Duration.ofSeconds(5);
  static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int MOST_DOUBLINGS = 10;

  /** Of an upstream that nothing is known of. */
  public static final Breaker CLOSED = new Breaker(0, null);

  /** Whether a request may go out; whoever sends one when it has just become so is the only one. */
  public boolean open(Instant now) {
    // A pause that is longer than any is one of a clock that was set back.
    return until != null && now.isBefore(until) && !until.isAfter(now.plus(LONGEST));
  }

  /** While one request tries an upstream that was left alone, the others wait for its end. */
  public Breaker trying(Instant now, Duration longest) {
    return until == null ? this : new Breaker(failures, now.plus(longest));
  }

  public Breaker failed(Instant now) {
    int more = failures + 1;
    if (more < TOLERATED) {
      return new Breaker(more, null);
    }
    var pause = FIRST.multipliedBy(1L << Math.min(more - TOLERATED, MOST_DOUBLINGS));
    return new Breaker(more, now.plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause));
  }

  /** The upstream said itself when it may be asked again. */
  public Breaker told(Instant now, Duration retryAfter) {
    return new Breaker(
        failures, now.plus(retryAfter.compareTo(LONGEST) > 0 ? LONGEST : retryAfter));
  }
}

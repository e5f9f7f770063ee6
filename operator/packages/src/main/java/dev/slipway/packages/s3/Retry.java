package dev.slipway.packages.s3;

import java.time.Duration;
import java.util.Set;

/**
 * How long a store is given.
 *
 * @param attempts 1 or more
 * @param timeout of one attempt, beside the time that its bytes take
 */
public record Retry(int attempts, Duration timeout) {

  /** For what people wait for. */
  public static final Retry PATIENT = new Retry(7, Duration.ofSeconds(10));

  /** For what is asked again anyway. */
  public static final Retry ONCE = new Retry(1, Duration.ofSeconds(2));

  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);
  private static final Set<String> PASSING_CODES = Set.of("RequestTimeout", "SlowDown");

  /** Whether an answer may be another one when asked again. */
  static boolean passing(int status, String code) {
    return PASSING.contains(status) || PASSING_CODES.contains(code);
  }

  /**
   * The pause before another attempt: twice as long each time, and any part of it, so that many do
   * not come back at once.
   *
   * @param failed attempts so far, from 1
   * @param part 0 to 1, by chance
   */
  public static Duration pause(int failed, double part) {
    var most = FIRST.multipliedBy(1L << Math.min(failed - 1, 10));
    return Duration.ofNanos((long) (Math.min(most.toNanos(), LONGEST.toNanos()) * part));
  }
}

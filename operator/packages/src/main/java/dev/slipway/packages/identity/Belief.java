package dev.slipway.packages.identity;

import java.time.Duration;
import java.time.Instant;

/**
 * How long an answer of the API server is believed: two minutes, and ten while the API server does
 * not answer; a refusal ten seconds. Nothing is believed beyond the end that a token has itself.
 */
final class Belief {

  static final Duration BELIEVED = Duration.ofMinutes(2);
  static final Duration BELIEVED_ALONE = Duration.ofMinutes(10);
  static final Duration REFUSED = Duration.ofSeconds(10);
  static final Duration ALLOWED = Duration.ofSeconds(30);

  private Belief() {}

  /**
   * Whether an answer about a token need not be asked for again.
   *
   * @param expires the end of the token's own; {@link Instant#MAX} when it has none
   */
  static boolean fresh(boolean known, Instant at, Instant expires, Instant now) {
    return now.isBefore(at.plus(known ? BELIEVED : REFUSED)) && (!known || now.isBefore(expires));
  }

  /** Whether an answer about a token is believed while no other can be had. */
  static boolean alone(boolean known, Instant at, Instant expires, Instant now) {
    return known && now.isBefore(at.plus(BELIEVED_ALONE)) && now.isBefore(expires);
  }

  /** Whether a decision need not be asked for again. */
  static boolean freshDecision(boolean allowed, Instant at, Instant now) {
    return now.isBefore(at.plus(allowed ? ALLOWED : REFUSED));
  }

  /** Whether a decision is believed while no other can be had: to read, never to change. */
  static boolean aloneDecision(boolean allowed, String verb, Instant at, Instant now) {
    return allowed && "get".equals(verb) && now.isBefore(at.plus(BELIEVED_ALONE));
  }
}

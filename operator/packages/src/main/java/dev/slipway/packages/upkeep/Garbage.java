package dev.slipway.packages.upkeep;

import java.time.Duration;
import java.time.Instant;

/**
 * Judges blobs that nothing refers to. One that was neither kept nor used for a day is condemned;
 * it is erased when a later look, another day on, finds it still so. Until then it is where it was
 * and can be read, and whoever does acquits it. So a reference that comes after its bytes, and one
 * that moved while the first look went on, are both seen in time.
 */
enum Garbage {
  /** Something may still come to refer to it. */
  YOUNG,
  /** It is condemned from now on. */
  CONDEMNED,
  /** It was condemned before and waits. */
  WAITING,
  ERASED;

  static final Duration GRACE = Duration.ofHours(24);
  static final Duration WAIT = Duration.ofHours(24);

  /**
   * Judges one blob.
   *
   * @param touched when it was last kept or used
   * @param condemned when it was condemned; null when it was not
   */
  static Garbage judge(Instant touched, Instant condemned, Instant now) {
    if (touched.plus(GRACE).isAfter(now)) {
      return YOUNG;
    }
    if (condemned == null || touched.isAfter(condemned)) {
      return CONDEMNED;
    }
    return condemned.plus(WAIT).isAfter(now) ? WAITING : ERASED;
  }
}

package dev.slipway.packages.cache;

import java.time.Duration;
import java.time.Instant;

/** How long what was learnt is believed, on a clock that somebody may set. */
public final class Freshness {

  private Freshness() {}

  /** Whether so little time has passed; what is said to come from the future is not believed. */
  public static boolean within(Instant learnt, Duration life, Instant now) {
    return !now.isBefore(learnt) && now.isBefore(learnt.plus(life));
  }
}

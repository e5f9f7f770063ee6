package dev.slipway.core.status;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as Kubernetes writes them (metav1.Time): RFC 3339, UTC, whole seconds. */
public final class Times {

  private Times() {}

  public static String format(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  public static Instant parse(String text) {
    return Instant.parse(text);
  }
}

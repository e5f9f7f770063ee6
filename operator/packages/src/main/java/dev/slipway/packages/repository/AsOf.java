package dev.slipway.packages.repository;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** A time in an address, as of which a repository is looked at. */
public final class AsOf {

  /** The word before the time. */
  public static final String WORD = "at";

  /** Said to who writes another time. */
  public static final String HELP =
      "write /repositories/NAME/at/TIME/FORMAT/PATH with a TIME as 2026-11-01, the end of that day"
          + " in UTC, or as 2026-11-01T12:30:00Z";

  private AsOf() {}

  /** Reads a date of ISO 8601, which means its end, or a time of RFC 3339; empty for others. */
  public static Optional<Instant> parse(String text) {
    try {
      return Optional.of(
          text.contains("T")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDate.parse(text)
                  .plusDays(1)
                  .atStartOfDay(ZoneOffset.UTC)
                  .toInstant()
                  .minusMillis(1));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

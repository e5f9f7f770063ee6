package dev.slipway.packages.upstream;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Dates in headers. Source: RFC 9110 section 5.6.7. */
final class HttpDates {

  private HttpDates() {}

  /**
   * Reads a date.
   *
   * @param text may be null
   * @return null when there is none that can be read
   */
  static Instant parse(String text) {
    if (text == null) {
      return null;
    }
    try {
      return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}

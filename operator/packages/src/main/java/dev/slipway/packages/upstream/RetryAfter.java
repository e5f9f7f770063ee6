package dev.slipway.packages.upstream;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header Retry-After: seconds or a date. Source: RFC 9110 section 10.2.3. */
final class RetryAfter {

  private RetryAfter() {}

  /** Empty when there is none that can be read. */
  static Optional<Duration> parse(Optional<String> header, Instant now) {
    return header.map(String::strip).flatMap(text -> parse(text, now));
  }

  private static Optional<Duration> parse(String text, Instant now) {
    if (text.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      var at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

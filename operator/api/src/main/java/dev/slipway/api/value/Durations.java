package dev.slipway.api.value;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as the resources write them: {@code 90s}, {@code 1h30m}, {@code 500ms}. */
public final class Durations {

  private static final Pattern PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException when the text is not one, with what is expected
   */
  public static Duration parse(String text) {
    var matcher = PART.matcher(text);
    var sum = Duration.ZERO;
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      long number = Long.parseLong(matcher.group(1));
      sum =
          sum.plus(
              switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
              });
      end = matcher.end();
    }
    if (end == 0 || end != text.length()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no duration; write it like 90s, 5m or 1h30m");
    }
    return sum;
  }
}

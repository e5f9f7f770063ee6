package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScrubCursorTest {

  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");

  @ParameterizedTest
  @CsvSource({"PT0S, 0", "PT2M, 0", "PT1H, 27", "PT24H, 655", "P30D, 656", "PT-1H, 0"})
  void aHundredthOfAllIsDueADayAndNeverMoreAtOnce(Duration since, int due) {
    assertThat(new ScrubCursor(5, NOW.minus(since)).due(NOW)).isEqualTo(due);
  }

  @Test
  void hourlyRunsComeToEverythingInAHundredDays() {
    var cursor = new ScrubCursor(0, NOW);
    long steps = 0;
    var now = NOW;
    for (int hour = 0; hour < 2400; hour++) {
      now = now.plus(Duration.ofHours(1));
      for (int due = cursor.due(now); due > 0; due--) {
        cursor = cursor.step(now);
        steps++;
      }
    }
    assertThat(steps).isBetween(ScrubCursor.ALL - 30L, (long) ScrubCursor.ALL);
  }

  @Test
  void whatWasMissedForLongIsNotDueForEver() {
    var cursor = new ScrubCursor(0, NOW.minus(Duration.ofDays(50)));
    for (int due = cursor.due(NOW); due > 0; due--) {
      cursor = cursor.step(NOW);
    }
    assertThat(cursor.due(NOW)).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"'',0", "12,0", "x 2026-01-09T00:00:00Z,0", "12 2026-01-09T00:00:00Z,12"})
  void aDamagedCursorBeginsAnew(String text, int next) {
    assertThat(ScrubCursor.parse(text, NOW).next()).isEqualTo(next);
  }
}

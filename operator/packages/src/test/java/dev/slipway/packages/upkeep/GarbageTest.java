package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GarbageTest {

  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");

  /** Hours before now; empty for never. */
  @ParameterizedTest
  @CsvSource({
    "0, , YOUNG",
    "23, , YOUNG",
    "24, , CONDEMNED",
    "100, , CONDEMNED",
    "100, 0, WAITING",
    "100, 23, WAITING",
    "100, 24, ERASED",
    "100, 90, ERASED",
    "23, 24, YOUNG",
    "30, 40, CONDEMNED",
  })
  void aBlobThatNothingRefersToGoesAfterADayInDoubtAndADayCondemned(
      int touched, Integer condemned, Garbage verdict) {
    assertThat(
            Garbage.judge(
                NOW.minus(Duration.ofHours(touched)),
                condemned == null ? null : NOW.minus(Duration.ofHours(condemned)),
                NOW))
        .isEqualTo(verdict);
  }
}

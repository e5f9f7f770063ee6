package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EvictionTest {

  private static final TreeMap<Integer, Long> USES =
      new TreeMap<>(Map.of(10, 100L, 20, 200L, 30, 300L, 40, 400L));

  @ParameterizedTest
  @CsvSource({
    "1000, -1", // all have room
    "999, 10", // one goes, and 900 are a tenth below
    "900, 20", // 900 are not, so another goes
    "500, 30",
    "100, 40",
    "0, 40",
  })
  void whatWasUsedLongestAgoGoesUntilATenthBelowTheBudget(long budget, int until) {
    assertThat(Eviction.of(USES, budget).until()).isEqualTo(until);
  }

  @Test
  void nothingGoesWhereNothingIs() {
    assertThat(Eviction.of(new TreeMap<>(), 0)).isEqualTo(Eviction.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 10, 900, 1000, 500", // half of the volume
    "100, 10, 900, 1000, 100", // what the domain allows
    "400, 300, 100, 1000, 350", // 50 are to stay free
    "400, 300, 20, 1000, 270",
    "400, 10, 0, 1000, 0",
  })
  void theBudgetIsWhatIsAllowedAndWhatTheVolumeHas(
      long allowed, long cached, long free, long volume, long budget) {
    assertThat(Eviction.budget(allowed, cached, free, volume)).isEqualTo(budget);
  }
}

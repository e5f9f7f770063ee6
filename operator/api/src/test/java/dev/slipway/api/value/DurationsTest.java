package dev.slipway.api.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {

  @ParameterizedTest
  @CsvSource({"90s, PT90S", "1h30m, PT90M", "500ms, PT0.5S", "1m1s1ms, PT61.001S", "0s, PT0S"})
  void aDurationIsTheSumOfItsParts(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "5 s", "-5s", "5s ", "1d", "5sx", "99999999999s"})
  void anythingElseIsNoneAndSaysHowToWriteOne(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write it like 90s, 5m or 1h30m");
  }
}

package dev.slipway.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextTest {

  @ParameterizedTest
  @CsvSource({"90s, PT90S", "1h30m, PT90M", "500ms, PT0.5S", "1m1s1ms, PT61.001S", "0s, PT0S"})
  void durations(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "5 s", "-5s", "5s ", "1d", "5sx", "99999999999s"})
  void noDurations(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write it like 90s, 5m or 1h30m");
  }

  @Test
  void namesAreLabelsAndStable() {
    assertThat(Names.of("shop", "build")).isEqualTo("shop-build");
    var changed = Names.of("Shop", "Ä_b");
    assertThat(changed).matches("shop-b-[0-9a-f]{8}").isEqualTo(Names.of("Shop", "Ä_b"));
    assertThat(Names.of("shop", "Build")).isNotEqualTo(Names.of("shop", "BUILD"));
    var cut = Names.of("a".repeat(300), "b");
    assertThat(cut).hasSize(63).matches("[a-z0-9-]+");
    assertThat(cut).isNotEqualTo(Names.of("a".repeat(300), "c"));
    assertThat(Names.of("___")).matches("x-[0-9a-f]{8}");
  }
}

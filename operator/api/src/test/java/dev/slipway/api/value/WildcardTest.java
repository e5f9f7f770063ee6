package dev.slipway.api.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WildcardTest {

  @ParameterizedTest
  @CsvSource({
    "'', '', true",
    "'', a, false",
    "*, '', true",
    "*, abc, true",
    "a*, a, true",
    "a*c, abbc, true",
    "a*c, abcb, false",
    "*b*, abc, true",
    "**b, aab, true",
    "a*b*c, a1b2b3c, true",
    "a.c, abc, false",
    "'a[b]', 'a[b]', true",
    "abc, ab, false",
  })
  void aStarStandsForAnyText(String pattern, String text, boolean matches) {
    assertThat(Wildcard.matches(pattern, text)).isEqualTo(matches);
  }

  @Test
  void noPatternTakesLong() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () ->
            assertThatCode(() -> Wildcard.matches("*a".repeat(250) + "b", "a".repeat(500)))
                .doesNotThrowAnyException());
  }
}

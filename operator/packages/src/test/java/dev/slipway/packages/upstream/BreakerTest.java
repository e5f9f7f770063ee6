package dev.slipway.packages.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BreakerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Breaker failed(int times) {
    var breaker = Breaker.CLOSED;
    for (int i = 0; i < times; i++) {
      breaker = breaker.failed(NOW);
    }
    return breaker;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "3, 0", "4, 5", "5, 10", "6, 20", "8, 80", "9, 120", "99, 120"})
  void eachFailureInARowMakesThePauseLonger(int failures, long seconds) {
    var breaker = failed(failures);
    assertThat(breaker.open(NOW)).isEqualTo(seconds > 0);
    assertThat(breaker.open(NOW.plusSeconds(seconds))).isFalse();
    if (seconds > 0) {
      assertThat(breaker.open(NOW.plusSeconds(seconds - 1))).isTrue();
    }
  }

  @Test
  void afterAPauseOneAsksAndTheOthersWait() {
    var later = NOW.plusSeconds(5);
    var trying = failed(4).trying(later, Duration.ofSeconds(60));
    assertThat(trying.open(later)).isTrue();
    assertThat(trying.open(later.plusSeconds(60))).isFalse();
    assertThat(Breaker.CLOSED.trying(NOW, Duration.ofSeconds(60))).isEqualTo(Breaker.CLOSED);
  }

  @Test
  void whatTheUpstreamSaysItselfCounts() {
    assertThat(Breaker.CLOSED.told(NOW, Duration.ofSeconds(30)).open(NOW.plusSeconds(29))).isTrue();
    assertThat(Breaker.CLOSED.told(NOW, Duration.ofDays(1)).open(NOW.plusSeconds(120))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "120, 120",
    "0, 0",
    "'Thu, 01 Jan 2026 00:01:00 GMT', 60",
    "'Wed, 31 Dec 2025 23:00:00 GMT', 0",
    "soon, ",
    "-1, ",
    "99999999999, ",
  })
  void retryAfter(String header, Long seconds) {
    assertThat(RetryAfter.parse(Optional.of(header), NOW).map(Duration::toSeconds))
        .isEqualTo(Optional.ofNullable(seconds));
  }
}

package dev.slipway.packages.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BeliefTest {

  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  private static Instant after(String time) {
    return AT.plus(Duration.parse(time));
  }

  @ParameterizedTest
  @CsvSource({
    // known, end of the token, now, asked again?, believed without an answer?
    "true,  PT1H,  PT0S,      true,  true",
    "true,  PT1H,  PT1M59.9S, true,  true",
    "true,  PT1H,  PT2M,      false, true",
    "true,  PT1H,  PT9M59.9S, false, true",
    "true,  PT1H,  PT10M,     false, false",
    "true,  PT90S, PT89S,     true,  true",
    "true,  PT90S, PT90S,     false, false",
    "true,  PT5M,  PT4M59S,   false, true",
    "true,  PT5M,  PT5M,      false, false",
    "false, PT1H,  PT9.9S,    true,  false",
    "false, PT1H,  PT10S,     false, false",
  })
  void howLongAnAnswerAboutATokenIsBelieved(
      boolean known, String end, String now, boolean fresh, boolean alone) {
    assertThat(Belief.fresh(known, AT, after(end), after(now))).isEqualTo(fresh);
    assertThat(Belief.alone(known, AT, after(end), after(now))).isEqualTo(alone);
  }

  @ParameterizedTest
  @CsvSource({
    "true,  get,    PT29S,     true,  true",
    "true,  get,    PT30S,     false, true",
    "true,  get,    PT9M59S,   false, true",
    "true,  get,    PT10M,     false, false",
    "true,  update, PT29S,     true,  false",
    "true,  update, PT30S,     false, false",
    "true,  delete, PT30S,     false, false",
    "false, get,    PT9S,      true,  false",
    "false, get,    PT10S,     false, false",
  })
  void howLongADecisionIsBelieved(
      boolean allowed, String verb, String now, boolean fresh, boolean alone) {
    assertThat(Belief.freshDecision(allowed, AT, after(now))).isEqualTo(fresh);
    assertThat(Belief.aloneDecision(allowed, verb, AT, after(now))).isEqualTo(alone);
  }
}

package dev.slipway.packages.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors and scores of the examples document of CVSS 3.1 and of well-known advisories. */
final class Cvss3Test {

  @ParameterizedTest
  @CsvSource({
    "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H, 9.8",
    "AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H, 10.0",
    "AV:N/AC:H/PR:N/UI:N/S:C/C:H/I:H/A:H, 9.0",
    "AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N, 6.1",
    "AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N, 6.4",
    "AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N, 3.1",
    "AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H, 9.9",
    "AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L, 4.2",
    "AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H, 8.8",
    "AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H, 7.8",
    "AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H, 6.8",
    "AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:N/A:N, 5.0",
    "AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:L/A:N, 5.8",
    "AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H, 8.8",
    "AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H, 7.5",
    "AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H, 7.2",
    "AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:H, 7.4",
    "AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L, 5.3",
    "AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N, 0.0",
    "AV:P/AC:H/PR:H/UI:R/S:C/C:N/I:N/A:N, 0.0",
    "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C, 9.8",
    "UI:N/S:U/AV:N/AC:L/PR:N/A:H/I:H/C:H, 9.8",
  })
  void scores(String metrics, double score) {
    assertThat(Cvss.base("CVSS:3.1/" + metrics)).hasValue(score);
    assertThat(Cvss.base("CVSS:3.0/" + metrics)).hasValue(score);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7.5",
        "CVSS:3.1",
        "CVSS:3.1/",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X",
        "CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "AV:N/AC:L/Au:N/C:P/I:P/A:P",
      })
  void whatIsNoVectorHasNoScore(String text) {
    assertThat(Cvss.base(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, LOW",
    "3.9, LOW",
    "4.0, MODERATE",
    "6.9, MODERATE",
    "7.0, HIGH",
    "9.0, CRITICAL"
  })
  void aScoreHasAWord(double score, Severity severity) {
    assertThat(Severity.of(score)).isEqualTo(severity);
  }
}

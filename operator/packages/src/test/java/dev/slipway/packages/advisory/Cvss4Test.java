package dev.slipway.packages.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors with the scores that FIRST's calculator gives them. */
final class Cvss4Test {

  private static final String PREFIX = "CVSS:4.0/";
  private static final String SEVERE = "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";

  private static final List<String> METRICS =
      List.of(
          "AV:NALP", "AC:LH", "AT:NP", "PR:NLH", "UI:NPA", "VC:HLN", "VI:HLN", "VA:HLN", "SC:HLN",
          "SI:HLN", "SA:HLN");

  @ParameterizedTest
  @CsvSource({
    "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:H/SA:N, 9.9",
    "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:L/SC:L/SI:L/SA:H, 9.9",
    "AV:N/AC:H/AT:N/PR:N/UI:N/VC:H/VI:H/VA:L/SC:H/SI:N/SA:H, 9.5",
    "AV:N/AC:H/AT:N/PR:N/UI:P/VC:H/VI:H/VA:N/SC:L/SI:L/SA:H, 8.8",
    "AV:N/AC:H/AT:P/PR:L/UI:P/VC:H/VI:H/VA:L/SC:H/SI:L/SA:N, 8.7",
    "AV:A/AC:H/AT:N/PR:N/UI:A/VC:H/VI:H/VA:L/SC:L/SI:L/SA:H, 8.6",
    "AV:N/AC:L/AT:N/PR:L/UI:N/VC:L/VI:N/VA:H/SC:H/SI:L/SA:N, 8.4",
    "AV:A/AC:L/AT:N/PR:L/UI:N/VC:N/VI:N/VA:H/SC:L/SI:H/SA:H, 8.4",
    "AV:A/AC:L/AT:N/PR:H/UI:N/VC:L/VI:H/VA:N/SC:N/SI:N/SA:H, 8.2",
    "AV:N/AC:L/AT:P/PR:H/UI:P/VC:H/VI:L/VA:N/SC:L/SI:H/SA:L, 7.0",
    "AV:N/AC:H/AT:P/PR:N/UI:N/VC:N/VI:L/VA:N/SC:H/SI:N/SA:N, 6.9",
    "AV:L/AC:L/AT:P/PR:L/UI:A/VC:H/VI:H/VA:N/SC:N/SI:H/SA:L, 6.8",
    "AV:N/AC:H/AT:N/PR:N/UI:N/VC:L/VI:L/VA:N/SC:N/SI:L/SA:L, 6.3",
    "AV:P/AC:H/AT:N/PR:L/UI:N/VC:N/VI:H/VA:H/SC:H/SI:L/SA:L, 5.9",
    "AV:A/AC:H/AT:N/PR:N/UI:N/VC:L/VI:L/VA:N/SC:L/SI:H/SA:H, 5.6",
    "AV:N/AC:H/AT:P/PR:N/UI:A/VC:L/VI:N/VA:N/SC:H/SI:L/SA:H, 5.3",
    "AV:A/AC:L/AT:P/PR:L/UI:N/VC:N/VI:L/VA:N/SC:H/SI:L/SA:N, 4.8",
    "AV:N/AC:L/AT:P/PR:N/UI:A/VC:N/VI:N/VA:L/SC:N/SI:N/SA:H, 4.6",
    "AV:P/AC:H/AT:P/PR:N/UI:A/VC:L/VI:N/VA:H/SC:L/SI:L/SA:L, 4.3",
    "AV:P/AC:H/AT:N/PR:L/UI:A/VC:L/VI:N/VA:H/SC:N/SI:N/SA:N, 4.3",
    "AV:L/AC:H/AT:N/PR:H/UI:N/VC:L/VI:L/VA:L/SC:H/SI:N/SA:N, 4.0",
    "AV:A/AC:L/AT:P/PR:H/UI:P/VC:L/VI:L/VA:L/SC:H/SI:N/SA:H, 2.1",
    "AV:L/AC:H/AT:N/PR:L/UI:N/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N, 2.0",
    "AV:A/AC:H/AT:N/PR:H/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:L, 2.0",
    "AV:P/AC:H/AT:P/PR:H/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:L, 1.0",
    "AV:A/AC:L/AT:P/PR:H/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N, 1.0",
    "AV:A/AC:L/AT:P/PR:H/UI:P/VC:L/VI:L/VA:L/SC:L/SI:L/SA:L, 1.0",
    "AV:L/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N, 0.0",
    "AV:A/AC:H/AT:N/PR:L/UI:P/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N, 0.0",
    "AV:N/AC:H/AT:P/PR:H/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N, 0.0",
    // Threat and environment do not count, nor does the order.
    "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U/CR:L/S:P/RE:L/U:Clear, 9.3",
    "SA:N/SI:N/SC:N/VA:H/VI:H/VC:H/UI:N/PR:N/AT:N/AC:L/AV:N, 9.3",
  })
  void scores(String metrics, double score) {
    assertThat(Cvss.base(PREFIX + metrics)).hasValue(score);
  }

  /** The sum of the scores of all vectors there are, as Red Hat's Python library 3.x has it. */
  @Test
  void allVectorsTogether() {
    var vectors = Stream.of("CVSS:4.0");
    for (var metric : METRICS) {
      var values = metric.substring(metric.indexOf(':') + 1);
      vectors =
          vectors.flatMap(
              v -> values.chars().mapToObj(c -> v + "/" + metric.substring(0, 3) + (char) c));
    }
    var tenths =
        vectors.mapToLong(v -> Math.round(Cvss.base(v).orElseThrow() * 10)).summaryStatistics();
    assertThat(tenths.getCount()).isEqualTo(104_976);
    assertThat(tenths.getSum()).isEqualTo(5964883);
    assertThat(tenths.getMin()).isZero();
    assertThat(tenths.getMax()).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CVSS:4.0/",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N",
        "CVSS:4.0/" + SEVERE + "/AV:N",
        "CVSS:4.0/AV:X/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
        "CVSS:4.0/AV:NA/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
        "CVSS:4.0/AV/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
        "CVSS:4.0/:/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
        "CVSS:4.1/" + SEVERE,
        "CVSS:4.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        SEVERE,
      })
  void whatIsNoVectorHasNoScore(String text) {
    assertThat(Cvss.base(text)).isEmpty();
  }
}

package dev.slipway.packages.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NuGetVersionTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1.0.0, 1.0.0",
    "1.0, 1.0.0, 1.0.0",
    "1.00, 1.0.0, 1.0.0",
    "1.0.0.0, 1.0.0, 1.0.0",
    "1.01.1, 1.1.1, 1.1.1",
    "1.00.0.1, 1.0.0.1, 1.0.0.1",
    "1.0.0-Beta.1, 1.0.0-beta.1, 1.0.0-Beta.1",
    "1.0-Beta+Build.7, 1.0.0-beta, 1.0.0-Beta+Build.7",
    "1.0.0+5114f85, 1.0.0, 1.0.0+5114f85",
    "1.0.0-01, 1.0.0-01, 1.0.0-01",
    "1.0.0--1, 1.0.0--1, 1.0.0--1",
    "2147483647.0.0, 2147483647.0.0, 2147483647.0.0",
  })
  void everyVersionHasOneNormalForm(String text, String normal, String full) {
    var version = NuGetVersion.parse(text).orElseThrow();
    assertThat(version.normal()).isEqualTo(normal);
    assertThat(version.full()).isEqualTo(full);
    assertThat(version).isEqualTo(NuGetVersion.parse(normal).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "1.",
        ".1",
        "1.2.3.4.5",
        "1.0.0-",
        "1.0.0-a..b",
        "1.0.0-a_b",
        "1.0.0+",
        "v1.0.0",
        "-1.0",
        "1.0 .0",
        "2147483648.0",
        "1.0.0-ä",
        "1.*",
        "1.0.0-a+b+c",
        "١.٠"
      })
  void whatIsNoVersion(String text) {
    assertThat(NuGetVersion.parse(text)).isEmpty();
  }

  @Test
  void aVersionIsNotLongerThanTheLimit() {
    assertThat(NuGetVersion.parse("1.0.0-" + "a".repeat(122))).isPresent();
    assertThat(NuGetVersion.parse("1.0.0-" + "a".repeat(123))).isEmpty();
  }

  @Test
  void versionsStandInTheirOrder() {
    var sorted =
        List.of(
            "none",
            "0.9",
            "1.0.0-0",
            "1.0.0-2",
            "1.0.0-10",
            "1.0.0-20240101123456",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.2",
            "1.0.0-alpha.10",
            "1.0.0-alpha.beta",
            "1.0.0-Beta",
            "1.0.0-beta10",
            "1.0.0-beta2",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.0.1",
            "1.0.0.10",
            "1.0.1",
            "1.2",
            "1.10",
            "2.0.0-a",
            "2");
    var shuffled = new ArrayList<>(sorted);
    Collections.shuffle(shuffled, new Random(7));
    shuffled.sort(NuGetVersion.ORDER);
    assertThat(shuffled).isEqualTo(sorted);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0.0, false, false",
    "1.0.0-beta, true, false",
    "1.0.0-beta.1, true, true",
    "1.0.0+a, false, true",
    "1.0.0.5, false, false",
  })
  void kinds(String text, boolean preRelease, boolean semVer2) {
    var version = NuGetVersion.parse(text).orElseThrow();
    assertThat(version.isPreRelease()).isEqualTo(preRelease);
    assertThat(version.isSemVer2()).isEqualTo(semVer2);
  }
}

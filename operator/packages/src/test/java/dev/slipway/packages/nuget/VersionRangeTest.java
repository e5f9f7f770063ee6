package dev.slipway.packages.nuget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.NuGetVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionRangeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0          | [1.0.0, )",
        "''           | (, )",
        "(,)          | (, )",
        "[1.0]        | [1.0.0, 1.0.0]",
        "[1.0,2.0)    | [1.0.0, 2.0.0)",
        "(1.0 , 2.0]  | (1.0.0, 2.0.0]",
        "(,2.0-Beta]  | (, 2.0.0-Beta]",
        "(1.0,)       | (1.0.0, )",
        "[1.0.0.0+a,] | [1.0.0, )",
        "[, 3]        | (, 3.0.0]",
      })
  void everyRangeHasOneNormalForm(String text, String normal) {
    assertThat(VersionRange.parse(text).orElseThrow()).hasToString(normal);
    assertThat(VersionRange.parse(normal).orElseThrow()).hasToString(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(1.0)",
        "[1.0",
        "1.0]",
        "[]",
        "()",
        "[2.0,1.0]",
        "[1.0,1.0)",
        "[1,2,3]",
        "1.*",
        "x"
      })
  void whatIsNoRange(String text) {
    assertThat(VersionRange.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0       | 1.0        | true",
        "1.0       | 0.9        | false",
        "1.0       | 1.0-beta   | false",
        "1.0       | 5.0        | true",
        "[1.0]     | 1.0.0.0    | true",
        "[1.0]     | 1.0.0.1    | false",
        "[1.0,2.0) | 2.0        | false",
        "[1.0,2.0) | 2.0-alpha  | true",
        "(1.0,2.0] | 1.0        | false",
        "(1.0,2.0] | 2.0        | true",
        "(,2.0)    | 0.0.1      | true",
        "(,)       | 1.0-beta   | true",
      })
  void aRangeContains(String range, String version, boolean contains) {
    assertThat(
            VersionRange.parse(range)
                .orElseThrow()
                .contains(NuGetVersion.parse(version).orElseThrow()))
        .isEqualTo(contains);
  }
}

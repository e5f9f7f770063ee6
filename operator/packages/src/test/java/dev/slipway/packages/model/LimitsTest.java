package dev.slipway.packages.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitsTest {

  /** Version 1 has the asset {@code a} with the content "one". */
  @ParameterizedTest
  @CsvSource({
    // largest, files, private bytes, used, version, asset, content, reason
    "5, 2, 100, 0, 2, b, 12345, ",
    "5, 2, 100, 0, 2, b, 123456, TOO_LARGE",
    "5, 2, 100, 0, 1, b, 1, ",
    "5, 1, 100, 0, 1, b, 1, TOO_LARGE",
    "5, 1, 100, 0, 2, b, 1, ",
    "5, 1, 100, 0, 1, a, one, ", // the same again
    "5, 1, 100, 0, 1, a, two, ", // in place of another, as snapshots do
    "5, 2, 100, 98, 2, b, 123, FULL",
    "5, 2, 100, 97, 2, b, 123, ",
    "5, 2, 100, 200, 1, a, one, ",
  })
  void whatIsTooLargeTooManyOrTooMuchIsRefused(
      long largest,
      int files,
      long bytes,
      long used,
      String version,
      String asset,
      String content,
      Refusal.Reason reason) {
    var limits = new Limits(largest, files, bytes, 0, null);
    assertThat(
            limits
                .against(
                    Samples.with(VersionStatus.Published),
                    Samples.arrival(version, asset, content),
                    used)
                .map(Refusal::reason)
                .orElse(null))
        .isEqualTo(reason);
  }
}

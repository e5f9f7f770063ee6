package dev.slipway.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VariablesTest {

  private static final Map<String, Map<String, String>> VALUES =
      Map.of(
          "app", Map.of("IMAGE", "web:1", "TRICK", "#{app.IMAGE}$1\\"), "b_2", Map.of("x.y", "z"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain | plain",
        "#{app.IMAGE} | web:1",
        "a#{app.IMAGE}b#{b_2.x.y} | aweb:1bz",
        "#{app.TRICK} | #{app.IMAGE}$1\\",
        "#{app IMAGE} | #{app IMAGE}",
        "${app.IMAGE} | ${app.IMAGE}"
      })
  void textsAreResolvedOnce(String text, String expected) {
    assertThat(Variables.resolve(text, VALUES)).isEqualTo(new Variables.Resolved(expected, null));
  }

  @ParameterizedTest
  @CsvSource({"#{app.NONE}, app, NONE", "x#{other.IMAGE}, other, IMAGE"})
  void whatHasNoValueIsNamed(String text, String namespace, String key) {
    assertThat(Variables.resolve(text, VALUES).missing())
        .isEqualTo(new Variables.Reference(namespace, key));
  }
}

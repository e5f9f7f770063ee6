package dev.slipway.packages.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditTest {

  private static Audit.Entry entry(String name) {
    return new Audit.Entry(
        name, "pod", "update", name, name, name, "PUT", "/" + name, 201, "127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nINFO everything is well",
        "a\r\nb",
        "\"}, {\"user\": \"root",
        "\u001b[2Ka",
        "\u2028next",
        "\u0085next",
        "\u007f\b\b",
        "\u202eright to left",
        "\ud800 half of a pair",
      })
  void whatOthersChoseCannotLeaveItsPlace(String name) throws Exception {
    var lines = new ArrayList<String>();
    new Audit(lines::add).write(entry(name));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).matches("[\\x20-\\x7e]+");
    var read = new ObjectMapper().readTree(lines.getFirst());
    assertThat(read).hasSize(11);
    assertThat(read.at("/result").asInt()).isEqualTo(201);
    if (!name.startsWith("\ud800")) {
      assertThat(read.at("/user").asText()).isEqualTo(name);
    }
  }

  @Test
  void aLineIsNeverEndless() {
    var lines = new ArrayList<String>();
    new Audit(lines::add).write(entry("x".repeat(100_000)));
    assertThat(lines.getFirst()).hasSizeLessThan(6_000);
  }
}

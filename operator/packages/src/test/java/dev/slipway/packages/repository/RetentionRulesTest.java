package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.v1alpha1.RepositorySpec;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.RetentionRule;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.model.group.GroupPattern;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetentionRulesTest {

  private static List<RetentionRule> rules(String text) {
    var spec = Serialization.unmarshal("retention: [{" + text + "}]", RepositorySpec.class);
    return RetentionRules.of(spec.retention());
  }

  @Test
  void aRuleWithEverythingAndOneWithLittle() {
    assertThat(
            rules(
                "formats: [maven], pattern: /maven/com.acme~, keepVersions: 5, olderThan: 720h,"
                    + " statuses: [Unlisted]"))
        .containsExactly(
            new RetentionRule(
                Set.of(Format.maven),
                GroupPattern.parse("/maven/com.acme~"),
                5,
                Duration.ofDays(30),
                Set.of(VersionStatus.Unlisted)));
    assertThat(rules("olderThan: 1h30m"))
        .containsExactly(
            new RetentionRule(
                Set.of(),
                GroupPattern.ROOT,
                0,
                Duration.ofMinutes(90),
                Set.of(VersionStatus.Published, VersionStatus.Unlisted)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "formats: [maven] | a retention rule needs keepVersions or olderThan",
        "keepVersions: 1, pattern: /maven/x | pattern \"/maven/x\": it ends in $, ~ or *",
        "olderThan: soon | \"soon\" is no duration; write it like 90s, 5m or 1h30m",
      })
  void aRuleThatIsWrongSaysSo(String text, String message) {
    assertThatThrownBy(() -> rules(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}

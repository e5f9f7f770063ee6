package dev.slipway.packages.repository;

import dev.slipway.api.value.Durations;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.RetentionRule;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.model.group.GroupPattern;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The retention rules of a Repository, as its resource writes them. */
final class RetentionRules {

  private static final Set<VersionStatus> USUAL =
      Set.of(VersionStatus.Published, VersionStatus.Unlisted);

  private RetentionRules() {}

  /**
   * Reads rules.
   *
   * @throws IllegalArgumentException saying which is wrong; then no rule may be used
   */
  static List<RetentionRule> of(List<dev.slipway.api.v1alpha1.RetentionRule> rules) {
    return rules.stream().map(RetentionRules::of).toList();
  }

  private static RetentionRule of(dev.slipway.api.v1alpha1.RetentionRule rule) {
    if (rule.keepVersions() == null && rule.olderThan() == null) {
      throw new IllegalArgumentException("a retention rule needs keepVersions or olderThan");
    }
    return new RetentionRule(
        rule.formats().stream().map(f -> Format.valueOf(f.name())).collect(Collectors.toSet()),
        rule.pattern() == null ? GroupPattern.ROOT : GroupPattern.parse(rule.pattern()),
        rule.keepVersions() == null ? 0 : rule.keepVersions(),
        rule.olderThan() == null ? Duration.ZERO : Durations.parse(rule.olderThan()),
        rule.statuses().isEmpty()
            ? USUAL
            : rule.statuses().stream()
                .map(s -> VersionStatus.valueOf(s.name()))
                .collect(Collectors.toSet()));
  }
}

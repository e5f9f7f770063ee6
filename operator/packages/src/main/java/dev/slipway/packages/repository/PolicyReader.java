package dev.slipway.packages.repository;

import dev.slipway.api.v1alpha1.DomainSpec;
import dev.slipway.api.v1alpha1.PackageGroup;
import dev.slipway.api.v1alpha1.PackageGroupSpec;
import dev.slipway.api.v1alpha1.PackageRestriction;
import dev.slipway.api.v1alpha1.PackageRestrictions;
import dev.slipway.api.v1alpha1.ReleaseAgeException;
import dev.slipway.api.value.DomainGroups;
import dev.slipway.api.value.Durations;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.model.group.PackageGroups;
import dev.slipway.packages.model.group.PackageGroups.Mode;
import dev.slipway.packages.model.group.PackageGroups.Restriction;
import dev.slipway.packages.model.group.PackageGroups.Way;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.ReleaseAge;
import dev.slipway.packages.model.policy.ReleaseAge.Exemption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what the resources of a domain say of its policy. */
final class PolicyReader {

  private PolicyReader() {}

  /**
   * What was read.
   *
   * @param problems what could not be used, with its place; the rest counts all the same
   */
  record Read(DomainPolicy policy, List<String> problems) {}

  /**
   * Reads a policy.
   *
   * @param domain null when there is no such object
   * @param groups by the names of their objects; of two with one pattern the first counts
   */
  static Read read(DomainSpec domain, Map<String, PackageGroupSpec> groups) {
    var problems = new ArrayList<String>();
    var restrictions = new HashMap<GroupPattern, Map<Way, Restriction>>();
    var ages = new HashMap<GroupPattern, Duration>();
    groups.forEach(
        (name, spec) -> {
          try {
            var pattern = GroupPattern.parse(spec.pattern());
            if (restrictions.putIfAbsent(pattern, ways(spec.restrictions())) != null) {
              problems.add("packagegroup " + name + ": another one has its pattern and counts");
            } else if (spec.minimumReleaseAge() != null) {
              ages.put(pattern, Durations.parse(spec.minimumReleaseAge()));
            }
          } catch (IllegalArgumentException e) {
            problems.add("packagegroup " + name + ": " + e.getMessage());
          }
        });
    var standard =
        domain == null || domain.minimumReleaseAge() == null
            ? Duration.ZERO
            : Durations.parse(domain.minimumReleaseAge());
    var exemptions = new ArrayList<Exemption>();
    for (var exception :
        domain == null ? List.<ReleaseAgeException>of() : domain.releaseAgeExceptions()) {
      try {
        exemptions.add(exemption(exception));
      } catch (IllegalArgumentException | DateTimeException e) {
        problems.add("releaseAgeExceptions of " + exception.author() + ": " + e.getMessage());
      }
    }
    return new Read(
        new DomainPolicy(
            new PackageGroups(restrictions), new ReleaseAge(standard, ages, exemptions)),
        problems);
  }

  /** Groups by their names, in the order in which they count. */
  static Map<String, PackageGroupSpec> olderFirst(Collection<PackageGroup> groups) {
    var ordered = new LinkedHashMap<String, PackageGroupSpec>();
    groups.stream()
        .sorted(DomainGroups.order())
        .forEach(g -> ordered.put(g.getMetadata().getName(), g.getSpec()));
    return ordered;
  }

  private static Exemption exemption(ReleaseAgeException exception) {
    return new Exemption(
        GroupPattern.parse(exception.packages()),
        Set.copyOf(exception.versions()),
        exception.author(),
        exception.reason(),
        Instant.parse(exception.expiresAt()),
        Boolean.TRUE.equals(exception.securityFixes()));
  }

  private static Map<Way, Restriction> ways(PackageRestrictions said) {
    var ways = new EnumMap<Way, Restriction>(Way.class);
    if (said != null) {
      restriction(said.publish()).ifPresent(r -> ways.put(Way.PUBLISH, r));
      restriction(said.externalUpstream()).ifPresent(r -> ways.put(Way.EXTERNAL_UPSTREAM, r));
      restriction(said.internalUpstream()).ifPresent(r -> ways.put(Way.INTERNAL_UPSTREAM, r));
    }
    return ways;
  }

  private static Optional<Restriction> restriction(PackageRestriction said) {
    return Optional.ofNullable(said)
        .map(r -> new Restriction(Mode.valueOf(r.mode().name()), Set.copyOf(r.repositories())));
  }
}

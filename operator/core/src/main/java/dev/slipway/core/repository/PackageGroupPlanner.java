package dev.slipway.core.repository;

import dev.slipway.api.v1alpha1.PackageGroup;
import dev.slipway.api.v1alpha1.PackageGroupStatus;
import dev.slipway.api.v1alpha1.PackageRestriction;
import dev.slipway.api.v1alpha1.PackageRestrictions;
import dev.slipway.api.v1alpha1.ParentGroup;
import dev.slipway.api.value.DomainGroups;
import dev.slipway.api.value.PackagePattern;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checks a package group against its domain, the other groups there, and the repositories that it
 * names; finds the group around it. Source: CodeArtifact user guide, package groups.
 */
public final class PackageGroupPlanner {

  /** What is wrong, in the order in which it is mended. */
  private record Problem(String reason, String message) {}

  private PackageGroupPlanner() {}

  public static Plan<PackageGroupStatus> plan(PackageGroupObservation seen, Instant now) {
    var group = seen.group();
    var problems = problems(seen);
    var old = group.getStatus();
    var before = old == null ? List.<Condition>of() : old.conditions();
    var generation = group.getMetadata().getGeneration();
    boolean ready = problems.isEmpty();
    var conditions =
        Conditions.with(
            before,
            Conditions.READY,
            ready ? "True" : "False",
            ready ? "InForce" : problems.getFirst().reason(),
            ready
                ? "it counts for the packages of domain " + DomainGroups.domain(group.getSpec())
                : problems.stream().map(Problem::message).collect(Collectors.joining("; ")),
            generation,
            now);
    return Plan.settled(new PackageGroupStatus(generation, parent(seen), conditions));
  }

  private static List<Problem> problems(PackageGroupObservation seen) {
    var spec = seen.group().getSpec();
    var domain = DomainGroups.domain(spec);
    var problems = new ArrayList<Problem>();
    if (!seen.domain()) {
      problems.add(
          new Problem(
              "DomainNotFound",
              "spec.domain: there is no Domain "
                  + domain
                  + " in this namespace; create it"
                  + (domain.equals(DomainGroups.DEFAULT) ? ", as the first Repository does," : "")
                  + " or name another"));
    }
    try {
      var pattern = PackagePattern.parse(spec.pattern());
      pattern
          .idle()
          .ifPresent(why -> problems.add(new Problem("InvalidPattern", "spec.pattern: " + why)));
      counting(seen, pattern)
          .filter(other -> !same(other, seen.group()))
          .ifPresent(other -> problems.add(conflict(pattern.text(), domain, other)));
    } catch (IllegalArgumentException e) {
      problems.add(
          new Problem("InvalidPattern", "spec.pattern: " + e.getMessage() + "; it counts nowhere"));
    }
    unknown(seen, domain).ifPresent(problems::add);
    return problems;
  }

  private static Problem conflict(String pattern, String domain, PackageGroup other) {
    return new Problem(
        "Conflict",
        "spec.pattern: PackageGroup "
            + other.getMetadata().getName()
            + " of domain "
            + domain
            + " is older, has "
            + pattern
            + " already, and counts alone; change one of the patterns, or delete one of the two");
  }

  /** The group whose word counts for this pattern. */
  private static Optional<PackageGroup> counting(
      PackageGroupObservation seen, PackagePattern pattern) {
    var all = new ArrayList<>(seen.siblings());
    all.add(seen.group());
    return all.stream()
        .filter(g -> read(g).filter(pattern::equals).isPresent())
        .min(DomainGroups.order());
  }

  private static boolean same(PackageGroup one, PackageGroup other) {
    return one.getMetadata().getName().equals(other.getMetadata().getName());
  }

  private static Optional<Problem> unknown(PackageGroupObservation seen, String domain) {
    var wrong = new ArrayList<String>();
    ways(seen.group().getSpec().restrictions())
        .forEach(
            (way, restriction) -> {
              var missing =
                  restriction.repositories().stream()
                      .filter(r -> !seen.repositories().contains(r))
                      .sorted()
                      .toList();
              if (!missing.isEmpty()) {
                wrong.add(
                    "spec.restrictions."
                        + way
                        + ".repositories: there is no Repository "
                        + String.join(", ", missing)
                        + " in domain "
                        + domain
                        + "; create it, or correct the name");
              }
            });
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(new Problem("RepositoryNotFound", String.join("; ", wrong)));
  }

  private static Map<String, PackageRestriction> ways(PackageRestrictions said) {
    var ways = new LinkedHashMap<String, PackageRestriction>();
    if (said != null) {
      put(ways, "publish", said.publish());
      put(ways, "externalUpstream", said.externalUpstream());
      put(ways, "internalUpstream", said.internalUpstream());
    }
    return ways;
  }

  private static void put(
      Map<String, PackageRestriction> ways, String way, PackageRestriction said) {
    if (said != null) {
      ways.put(way, said);
    }
  }

  /** The most specific group around this one; null where there can be none. */
  private static ParentGroup parent(PackageGroupObservation seen) {
    var mine = read(seen.group());
    if (mine.isEmpty()
        || mine.get().equals(PackagePattern.ROOT)
        || counting(seen, mine.get()).filter(g -> same(g, seen.group())).isEmpty()) {
      return null;
    }
    return seen.siblings().stream()
        .filter(g -> read(g).filter(p -> p.encloses(mine.get())).isPresent())
        .min(
            Comparator.comparingInt((PackageGroup g) -> -read(g).orElseThrow().text().length())
                .thenComparing(DomainGroups.order()))
        .map(g -> new ParentGroup(g.getMetadata().getName(), g.getSpec().pattern()))
        .orElseGet(() -> new ParentGroup(null, PackagePattern.ROOT.text()));
  }

  private static Optional<PackagePattern> read(PackageGroup group) {
    try {
      return Optional.of(PackagePattern.parse(group.getSpec().pattern()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

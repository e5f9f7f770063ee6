package dev.slipway.core.repository;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.DomainSpec;
import dev.slipway.api.v1alpha1.RepositoryEndpoint;
import dev.slipway.api.v1alpha1.RepositorySpec;
import dev.slipway.api.v1alpha1.RepositoryStatus;
import dev.slipway.api.value.PackagePattern;
import dev.slipway.core.build.PackageAccess;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks a repository against its domain and its upstreams. Source: CodeArtifact, upstreams. */
public final class RepositoryPlanner {

  /** CodeArtifact searches at most so many repositories for a package. */
  private static final int MOST_SEARCHED = 25;

  private static final String DEFAULT = "default";

  /** Nobody tells of Secrets and ConfigMaps that come. */
  private static final Duration AGAIN = Duration.ofSeconds(15);

  private RepositoryPlanner() {}

  public static Plan<RepositoryStatus> plan(RepositoryObservation seen, Instant now) {
    var actions = new ArrayList<Action>();
    var name = domainName(seen);
    if (seen.domain() == null && DEFAULT.equals(name)) {
      actions.add(new Action.Create(domain(seen)));
    }
    var problem = problem(seen);
    var generation = seen.repository().getMetadata().getGeneration();
    var old = seen.repository().getStatus();
    var before = old == null ? List.<Condition>of() : old.conditions();
    var serving =
        seen.domain() != null
            && seen.domain().getStatus() != null
            && Conditions.find(seen.domain().getStatus().conditions(), Conditions.READY)
                .filter(c -> "True".equals(c.getStatus()))
                .isPresent();
    var conditions =
        problem.isPresent()
            ? Conditions.with(
                before,
                Conditions.READY,
                "False",
                "InvalidRepository",
                problem.get(),
                generation,
                now)
            : serving
                ? Conditions.with(
                    before,
                    Conditions.READY,
                    "True",
                    "Serving",
                    "the domain serves it",
                    generation,
                    now)
                : Conditions.with(
                    before,
                    Conditions.READY,
                    "False",
                    "DomainNotReady",
                    "the package server of domain " + name + " is not ready",
                    generation,
                    now);
    return new Plan<>(
        actions,
        new RepositoryStatus(
            generation, problem.isPresent() ? List.of() : endpoints(seen), conditions),
        seen.remoteProblem() == null ? Optional.empty() : Optional.of(now.plus(AGAIN)));
  }

  private static String domainName(RepositoryObservation seen) {
    var name = seen.repository().getSpec().domain();
    return name == null ? DEFAULT : name;
  }

  private static Domain domain(RepositoryObservation seen) {
    var domain = new Domain();
    domain.setMetadata(
        new ObjectMetaBuilder()
            .withName(DEFAULT)
            .withNamespace(seen.repository().getMetadata().getNamespace())
            .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
            .build());
    domain.setSpec(DomainSpec.STANDARD);
    return domain;
  }

  private static Optional<String> problem(RepositoryObservation seen) {
    var name = domainName(seen);
    if (seen.domain() == null && !DEFAULT.equals(name)) {
      return Optional.of("there is no Domain " + name + " in this namespace");
    }
    if (seen.remoteProblem() != null) {
      return Optional.of(seen.remoteProblem());
    }
    var pattern = patterns(seen.repository().getSpec());
    if (pattern.isPresent()) {
      return pattern;
    }
    var found = new LinkedHashSet<String>();
    return search(seen, seen.repository().getMetadata().getName(), List.of(), found)
        .or(
            () ->
                found.size() > MOST_SEARCHED
                    ? Optional.of(
                        found.size()
                            + " repositories would be searched; "
                            + MOST_SEARCHED
                            + " are the most")
                    : Optional.empty());
  }

  /** The package server serves no repository whose access it cannot read. */
  private static Optional<String> patterns(RepositorySpec spec) {
    var wrong = new ArrayList<Optional<String>>();
    for (int i = 0; i < spec.access().size(); i++) {
      wrong.add(pattern("access[" + i + "].packages", spec.access().get(i).packages()));
    }
    for (int i = 0; i < spec.retention().size(); i++) {
      wrong.add(pattern("retention[" + i + "].pattern", spec.retention().get(i).pattern()));
    }
    return wrong.stream().flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> pattern(String field, String text) {
    try {
      return Optional.ofNullable(text)
          .flatMap(t -> PackagePattern.parse(t).idle())
          .map(why -> field + ": " + why);
    } catch (IllegalArgumentException e) {
      return Optional.of(field + ": " + e.getMessage());
    }
  }

  private static Optional<String> search(
      RepositoryObservation seen, String name, List<String> way, Set<String> found) {
    if (way.contains(name)) {
      return Optional.of("upstreams go in a circle: " + String.join(" → ", way) + " → " + name);
    }
    var repository = seen.siblings().get(name);
    if (repository == null) {
      return Optional.of(
          "upstreams: there is no Repository " + name + " in domain " + domainName(seen));
    }
    if (!found.add(name)) {
      return Optional.empty();
    }
    var further = new ArrayList<>(way);
    further.add(name);
    return repository.getSpec().upstreams().stream()
        .map(u -> search(seen, u, further, found))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static List<RepositoryEndpoint> endpoints(RepositoryObservation seen) {
    var meta = seen.repository().getMetadata();
    return PackageAccess.formats(seen.repository().getSpec()).stream()
        .map(
            f ->
                new RepositoryEndpoint(
                    f, PackageAccess.url(meta.getNamespace(), domainName(seen), meta.getName(), f)))
        .toList();
  }
}

package dev.slipway.packages.repository;

import dev.slipway.packages.call.Call;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.model.Refusal;
import dev.slipway.packages.model.Tombstones;
import dev.slipway.packages.model.group.PackageGroups.Way;
import dev.slipway.packages.store.Manifests;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** What is published, whatever its format. Thread-safe. */
final class Publisher {

  private final Manifests manifests;
  private final PackageSearch search;
  private final Policies policies;
  private final InstantSource clock;
  private final Packages.Room room;

  Publisher(
      Manifests manifests,
      PackageSearch search,
      Policies policies,
      InstantSource clock,
      Packages.Room room) {
    this.manifests = manifests;
    this.search = search;
    this.policies = policies;
    this.clock = clock;
    this.room = room;
  }

  /** See {@link Packages#publish(RepositoryView, PackageName, Arrival, Manifests.Change)}. */
  Outcome publish(
      RepositoryView repository, PackageName name, Arrival arrival, Manifests.Change also)
      throws IOException, InterruptedException {
    Call.changes(name, arrival.version());
    var decision = policies.current().groups().decide(name, Way.PUBLISH, repository.name());
    if (!decision.allowed()) {
      return new Outcome.Refused(new Refusal(Refusal.Reason.BLOCKED, decision.message()));
    }
    var lookAlike = lookAlike(repository, name);
    if (lookAlike.isPresent()) {
      return lookAlike.get();
    }
    if (Tombstones.of(manifests.get(Tombstones.key(name))).contains(arrival.version())) {
      return new Outcome.Refused(
          new Refusal(
              Refusal.Reason.CONFLICT,
              "version "
                  + arrival.version()
                  + " was taken down in this domain; publish another version"));
    }
    var elsewhere = search.elsewhere(repository, name, arrival.version());
    if (elsewhere.isPresent()) {
      return new Outcome.Refused(
          new Refusal(
              Refusal.Reason.CONFLICT,
              "version "
                  + arrival.version()
                  + " is in "
                  + elsewhere.get()
                  + ", an upstream of this repository; publish another version"));
    }
    var known = store(repository, name, arrival, also, Manifest::isEmpty);
    if (known.isPresent()) {
      return known.get();
    }
    var begun = begin(repository, name, arrival, also);
    return begun.isPresent()
        ? begun.get()
        : store(repository, name, arrival, also, _ -> false).orElseThrow();
  }

  /** Why a name is not published that looks like one of the domain's own packages. */
  private Optional<Outcome> lookAlike(RepositoryView repository, PackageName name)
      throws IOException {
    return search
        .lookAlike(repository, name)
        .map(why -> new Outcome.Refused(new Refusal(Refusal.Reason.BLOCKED, why)));
  }

  /**
   * Publishes the first of a package, alone: of two that look alike one is refused.
   *
   * @return empty when somebody else has begun the package meanwhile
   */
  private Optional<Outcome> begin(
      RepositoryView repository, PackageName name, Arrival arrival, Manifests.Change also)
      throws IOException {
    return manifests.alone(
        name,
        () -> {
          if (!manifests.get(new PackageKey(repository.name(), name)).isEmpty()) {
            return Optional.empty();
          }
          var lookAlike = lookAlike(repository, name);
          return lookAlike.isPresent()
              ? lookAlike
              : store(repository, name, arrival, also, _ -> false);
        });
  }

  /**
   * Publishes over what is there.
   *
   * @param unless of what is there, for which nothing is done
   * @return empty when nothing was done
   */
  private Optional<Outcome> store(
      RepositoryView repository,
      PackageName name,
      Arrival arrival,
      Manifests.Change also,
      Predicate<Manifest> unless)
      throws IOException {
    var outcome = new AtomicReference<Outcome>();
    manifests.change(
        new PackageKey(repository.name(), name),
        old -> {
          if (unless.test(old)) {
            outcome.set(null);
            return old;
          }
          var decided = Publishing.publish(old, arrival, clock.instant());
          var refusal =
              decided instanceof Outcome.Changed
                  ? room.against(old, arrival)
                  : Optional.<Refusal>empty();
          outcome.set(refusal.isPresent() ? new Outcome.Refused(refusal.get()) : decided);
          return outcome.get() instanceof Outcome.Changed changed
              ? also.apply(changed.manifest())
              : old;
        });
    return Optional.ofNullable(outcome.get());
  }
}

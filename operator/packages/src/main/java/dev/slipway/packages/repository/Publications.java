package dev.slipway.packages.repository;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.model.Refusal;
import dev.slipway.packages.model.Tombstones;
import dev.slipway.packages.model.group.PackageGroups.Way;
import dev.slipway.packages.repository.Packages.Room;
import dev.slipway.packages.store.Manifests;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Takes what is published, if the rules of the domain let it in. Thread-safe. */
final class Publications {

  private final Manifests manifests;
  private final Policies policies;
  private final PackageSearch search;
  private final InstantSource clock;
  private final Room room;

  Publications(
      Manifests manifests,
      Policies policies,
      PackageSearch search,
      InstantSource clock,
      Room room) {
    this.manifests = manifests;
    this.policies = policies;
    this.search = search;
    this.clock = clock;
    this.room = room;
  }

  /**
   * Publishes an asset whose bytes are in the store.
   *
   * @param also what changes with it, in the same step
   */
  Outcome publish(
      RepositoryView repository, PackageName name, Arrival arrival, Manifests.Change also)
      throws IOException, InterruptedException {
    var against = against(repository, name, arrival.version());
    if (against.isPresent()) {
      return new Outcome.Refused(against.get());
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
              ? lookAlike.map(Outcome.Refused::new)
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
          var decided = decided(old, arrival);
          outcome.set(decided);
          return decided instanceof Outcome.Changed changed ? also.apply(changed.manifest()) : old;
        });
    return Optional.ofNullable(outcome.get());
  }

  /**
   * Why an asset will be refused, whatever its bytes are; empty when they decide.
   *
   * @param arrival of which only the size of the bytes is known; negative when not even that is
   */
  Optional<Refusal> foreseen(RepositoryView repository, PackageName name, Arrival arrival)
      throws IOException, InterruptedException {
    var against = against(repository, name, arrival.version());
    if (against.isPresent()) {
      return against;
    }
    var old = manifests.get(new PackageKey(repository.name(), name));
    long size = arrival.digests().size();
    var known = old.version(arrival.version()).map(v -> v.assets().get(arrival.asset()));
    if (known.map(Digests::size).filter(s -> size < 0 || s == size).isPresent()) {
      return Optional.empty();
    }
    return decided(old, arrival) instanceof Outcome.Refused refused
        ? Optional.of(refused.refusal())
        : Optional.empty();
  }

  private Outcome decided(Manifest old, Arrival arrival) {
    var decided = Publishing.publish(old, arrival, clock.instant());
    var refusal =
        decided instanceof Outcome.Changed ? room.against(old, arrival) : Optional.<Refusal>empty();
    return refusal.isPresent() ? new Outcome.Refused(refusal.get()) : decided;
  }

  /** Why nothing of a version may be published here; empty when it may be. */
  private Optional<Refusal> against(RepositoryView repository, PackageName name, String version)
      throws IOException, InterruptedException {
    var decision = policies.current().groups().decide(name, Way.PUBLISH, repository.name());
    if (!decision.allowed()) {
      return Optional.of(new Refusal(Refusal.Reason.BLOCKED, decision.message()));
    }
    var lookAlike = lookAlike(repository, name);
    if (lookAlike.isPresent()) {
      return lookAlike;
    }
    if (Tombstones.of(manifests.get(Tombstones.key(name))).contains(version)) {
      return conflict(version, "was taken down in this domain");
    }
    var elsewhere = search.elsewhere(repository, name, version);
    return elsewhere.isPresent()
        ? conflict(version, "is in " + elsewhere.get() + ", an upstream of this repository")
        : Optional.empty();
  }

  /** Why a name is not published that looks like one of the domain's own packages. */
  private Optional<Refusal> lookAlike(RepositoryView repository, PackageName name)
      throws IOException {
    return search.lookAlike(repository, name).map(why -> new Refusal(Refusal.Reason.BLOCKED, why));
  }

  private static Optional<Refusal> conflict(String version, String why) {
    return Optional.of(
        new Refusal(
            Refusal.Reason.CONFLICT,
            "version " + version + " " + why + "; publish another version"));
  }
}

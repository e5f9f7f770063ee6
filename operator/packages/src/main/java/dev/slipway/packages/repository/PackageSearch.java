package dev.slipway.packages.repository;

import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.Chain.Candidate;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.OriginControls;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Refusal;
import dev.slipway.packages.model.Tombstones;
import dev.slipway.packages.model.group.LookAlikes;
import dev.slipway.packages.model.group.PackageGroups.Way;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.Gate;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.upstream.External;
import dev.slipway.packages.upstream.Listing;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Where a package may be had, and what the domain's policy lets through. Thread-safe. */
final class PackageSearch {

  private final Catalog catalog;
  private final Manifests manifests;
  private final Map<Format, External> externals;
  private final Policies policies;
  private final InstantSource clock;
  private final ConcurrentMap<OriginControls, Manifest> reserved = new ConcurrentHashMap<>();

  PackageSearch(
      Catalog catalog,
      Manifests manifests,
      Map<Format, External> externals,
      Policies policies,
      InstantSource clock) {
    this.catalog = catalog;
    this.manifests = manifests;
    this.externals = Map.copyOf(externals);
    this.policies = policies;
    this.clock = clock;
  }

  /** The repositories that a request for a package goes through. */
  Chain chain(RepositoryView repository, PackageName name) throws IOException {
    var chain = whole(repository, name);
    return lookAlike(chain, name).isPresent() ? chain.inside() : chain;
  }

  /** Whether a package that somebody outside has may be shown as theirs. */
  boolean mayComeFromOutside(RepositoryView repository, PackageName name) throws IOException {
    var links = chain(repository, name).links();
    return links.stream().noneMatch(l -> LookAlikes.own(l.manifest()))
        && links.stream()
            .anyMatch(
                l ->
                    l.outside()
                        && catalog
                            .find(l.repository())
                            .flatMap(v -> v.external(name.format()))
                            .isPresent());
  }

  /**
   * Why a name is kept out that looks like one of the domain's own packages; empty when it is not.
   * Whatever the repositories know already was there first, or somebody has put it there by hand.
   */
  Optional<String> lookAlike(RepositoryView repository, PackageName name) throws IOException {
    return lookAlike(whole(repository, name), name);
  }

  private Optional<String> lookAlike(Chain chain, PackageName name) throws IOException {
    if (!chain.unknown()) {
      return Optional.empty();
    }
    var own = own(name);
    if (own.isEmpty() || policies.current().groups().names(name)) {
      return Optional.empty();
    }
    // Of a package in a repository that the caller does not ask, not even the name is told.
    var asked = chain.links().stream().map(Chain.Link::repository).toList();
    var near = own.stream().filter(key -> asked.contains(key.repository())).findFirst();
    return Optional.of(LookAlikes.message(name, near.map(PackageKey::name).orElse(null)));
  }

  private List<PackageKey> own(PackageName name) throws IOException {
    var own = new ArrayList<PackageKey>();
    for (var other : manifests.alike(name)) {
      if (LookAlikes.own(manifests.get(other))) {
        own.add(other);
      }
    }
    return own;
  }

  private Chain whole(RepositoryView repository, PackageName name) throws IOException {
    var groups = policies.current().groups();
    return Chain.of(
        new Chain.World() {
          @Override
          public Manifest manifest(String member) throws IOException {
            var known = manifests.get(new PackageKey(member, name));
            return catalog.has(member) || known.isEmpty() ? known : reserved(known.controls());
          }

          @Override
          public List<String> upstreams(String member) {
            return catalog.upstreams(member);
          }

          @Override
          public boolean external(String member) {
            return groups.decide(name, Way.EXTERNAL_UPSTREAM, member).allowed();
          }

          @Override
          public boolean internal(String member) {
            return groups.decide(name, Way.INTERNAL_UPSTREAM, member).allowed();
          }

          @Override
          public Set<String> takenDown() throws IOException {
            return Tombstones.of(manifests.get(Tombstones.key(name)));
          }
        },
        repository.name());
  }

  /**
   * What is left of a package in a repository that was deleted: nobody gets its versions, but its
   * name stays as closed to the outside as it was. The same object each time, so that what was
   * rendered of it is found again.
   */
  private Manifest reserved(OriginControls controls) {
    return reserved.computeIfAbsent(controls, Manifest.EMPTY::with);
  }

  /** What the external repository behind a repository lists of a package. */
  Listing listing(String repository, PackageName name) throws IOException, InterruptedException {
    var upstream = catalog.find(repository).flatMap(v -> v.external(name.format()));
    return upstream.isEmpty()
        ? Listing.NONE
        : externals.get(name.format()).listing(upstream.get(), name);
  }

  /**
   * Goes on unless nobody gets the package, because it only looks like another one.
   *
   * @throws RefusedException saying so
   */
  void admit(RepositoryView repository, PackageName name) throws IOException {
    var blocked = blocked(repository, name);
    if (blocked.isPresent()) {
      throw new RefusedException(new Refusal(Refusal.Reason.BLOCKED, blocked.get()));
    }
  }

  private Optional<String> blocked(RepositoryView repository, PackageName name) throws IOException {
    var groups = policies.current().groups();
    return groups.looksLikeAnother(name)
        ? Optional.of(groups.decide(name, Way.EXTERNAL_UPSTREAM, "").message())
        : lookAlike(repository, name);
  }

  /** Which versions of a package a repository shows now. */
  Gate gate(RepositoryView repository, PackageName name) {
    return policies.current().gate(name, repository.asOf(), clock.instant(), policies.fixes(name));
  }

  /** When a version that an external repository has was released; empty when nobody knows. */
  Optional<Instant> released(String repository, PackageName name, String version)
      throws IOException, InterruptedException {
    var upstream = catalog.find(repository).flatMap(v -> v.external(name.format()));
    return upstream.isEmpty()
        ? Optional.empty()
        : externals.get(name.format()).released(upstream.get(), name, version);
  }

  /** What may come into the domain now. */
  DomainPolicy policy() {
    return policies.current();
  }

  /**
   * Who has a version that is about to be published for the first time. An upstream that cannot be
   * asked does not stop a publisher. Source: CodeArtifact user guide, package overwrite behavior.
   */
  Optional<String> elsewhere(RepositoryView repository, PackageName name, String version)
      throws IOException, InterruptedException {
    var chain = chain(repository, name);
    if (chain.links().size() == 1 || chain.first().version(version).isPresent()) {
      return Optional.empty();
    }
    for (var candidate : chain.candidates(name.format(), version)) {
      switch (candidate) {
        case Candidate.Kept kept -> {
          return Optional.of(kept.repository());
        }
        case Candidate.Outside outside -> {
          if (listed(outside.repository(), name).contains(version)) {
            return Optional.of(outside.repository());
          }
        }
        case Candidate.Hidden hidden -> {
          return Optional.of(hidden.repository());
        }
      }
    }
    return Optional.empty();
  }

  private Set<String> listed(String repository, PackageName name)
      throws IOException, InterruptedException {
    try {
      return listing(repository, name).versions().keySet();
    } catch (UpstreamException e) {
      return Set.of();
    }
  }
}

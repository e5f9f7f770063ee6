package dev.slipway.packages.repository;

import dev.slipway.packages.call.Call;
import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.Chain.Candidate;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.Publishing;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.model.Refusal;
import dev.slipway.packages.model.StatusChange;
import dev.slipway.packages.model.Tombstones;
import dev.slipway.packages.model.group.PackageGroups.Way;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.Gate;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.DigestLedger;
import dev.slipway.packages.store.LostBlobException;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.upstream.Expected;
import dev.slipway.packages.upstream.External;
import dev.slipway.packages.upstream.Fetch;
import dev.slipway.packages.upstream.Listing;
import dev.slipway.packages.upstream.UpstreamException;
import dev.slipway.packages.upstream.Upstreams;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/** What is done with packages, whatever their format. Thread-safe. */
public final class Packages {

  /** A file of a version: its bytes are in the store, or still flow in. */
  public sealed interface Found {
    record Stored(Digests digests) implements Found {}

    record Flowing(Fetch fetch) implements Found {}
  }

  private final Catalog catalog;
  private final Manifests manifests;
  private final BlobStore blobs;
  private final Upstreams upstreams;
  private final DigestLedger ledger;
  private final Map<Format, External> externals;
  private final Policies policies;
  private final Overviews overviews = new Overviews();
  private final InstantSource clock;
  private final Room room;

  /** Whether there is room for what is published. */
  public interface Room {
    /** Why a file is not taken; empty when it is. */
    Optional<Refusal> against(Manifest before, Arrival arrival);
  }

  /**
   * The packages of a domain.
   *
   * @param externals for the formats that external repositories are read of
   * @param policies what may come in
   * @param room for what is published
   */
  public Packages(
      Catalog catalog,
      Manifests manifests,
      BlobStore blobs,
      Upstreams upstreams,
      Map<Format, External> externals,
      Policies policies,
      InstantSource clock,
      Room room) {
    this.catalog = catalog;
    this.manifests = manifests;
    this.blobs = blobs;
    this.upstreams = upstreams;
    this.externals = Map.copyOf(externals);
    this.policies = policies;
    this.clock = clock;
    this.room = room;
    ledger = new DigestLedger(manifests, clock);
  }

  /** Publishes an asset whose bytes are in the store. */
  public Outcome publish(RepositoryView repository, PackageName name, Arrival arrival)
      throws IOException, InterruptedException {
    return publish(repository, name, arrival, manifest -> manifest);
  }

  /**
   * Publishes an asset whose bytes are in the store.
   *
   * @param also what changes with it, in the same step
   */
  public Outcome publish(
      RepositoryView repository, PackageName name, Arrival arrival, Manifests.Change also)
      throws IOException, InterruptedException {
    Call.changes(name, arrival.version());
    var decision = policies.current().groups().decide(name, Way.PUBLISH, repository.name());
    if (!decision.allowed()) {
      return new Outcome.Refused(new Refusal(Refusal.Reason.BLOCKED, decision.message()));
    }
    if (Tombstones.of(manifests.get(Tombstones.key(name))).contains(arrival.version())) {
      return new Outcome.Refused(
          new Refusal(
              Refusal.Reason.CONFLICT,
              "version "
                  + arrival.version()
                  + " was taken down in this domain; publish another version"));
    }
    var elsewhere = elsewhere(repository, name, arrival.version());
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
    var outcome = new AtomicReference<Outcome>();
    change(
        repository,
        name,
        old -> {
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
    return outcome.get();
  }

  /**
   * Who has a version that is about to be published for the first time. An upstream that cannot be
   * asked does not stop a publisher. Source: CodeArtifact user guide, package overwrite behavior.
   */
  private Optional<String> elsewhere(RepositoryView repository, PackageName name, String version)
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

  /**
   * Finds an asset of a version, in the repository, in its upstreams, or outside. A version that
   * comes from elsewhere is kept in the repository from then on.
   *
   * @return empty when there is none that may be given out
   * @throws UpstreamException when an upstream that may have it cannot be asked
   * @throws RefusedException when there is one, but a rule of the domain is against it
   */
  public Optional<Found> asset(
      RepositoryView repository, PackageName name, String version, String asset)
      throws IOException, InterruptedException {
    Call.asks(repository.name(), name, version, asset);
    UpstreamException trouble = null;
    Digests lost = null;
    var gate = gate(repository, name);
    for (var candidate : chain(repository, name).candidates(name.format(), version)) {
      try {
        var found = Optional.<Found>empty();
        switch (candidate) {
          case Candidate.Kept kept -> {
            admit(gate.refusal(version, kept.version().published(), true));
            var digests = kept.version().assets().get(asset);
            if (digests != null && (lost == null || lost.equals(digests))) {
              if (blobs.has(digests.digest())) {
                if (!kept.here() && repository.asOf() == null) {
                  retain(repository, name, version, kept.version());
                }
                return Optional.of(new Found.Stored(digests));
              }
              lost = digests;
              found = again(repository, kept.version(), name, version, asset, gate);
            }
          }
          case Candidate.Outside outside ->
              found = outside(repository, outside.repository(), name, version, asset, gate, lost);
          case Candidate.Hidden _ -> {
            return Optional.empty();
          }
        }
        if (found.isPresent()) {
          return found;
        }
      } catch (UpstreamException e) {
        trouble = e;
      }
    }
    if (trouble != null) {
      throw trouble;
    }
    if (lost != null) {
      throw new LostBlobException(asset + " of version " + version + " of " + name, lost.digest());
    }
    admit(blocked(name));
    return Optional.empty();
  }

  private static void admit(Optional<String> refusal) throws RefusedException {
    if (refusal.isPresent()) {
      throw new RefusedException(new Refusal(Refusal.Reason.BLOCKED, refusal.get()));
    }
  }

  /** Why nobody gets a package that only looks like another one. */
  Optional<String> blocked(PackageName name) {
    var groups = policies.current().groups();
    return groups.looksLikeAnother(name)
        ? Optional.of(groups.decide(name, Way.EXTERNAL_UPSTREAM, "").message())
        : Optional.empty();
  }

  /** Which versions of a package a repository shows now. */
  Gate gate(RepositoryView repository, PackageName name) {
    return policies.current().gate(name, repository.asOf(), clock.instant());
  }

  /** The overviews that were made and are still true. */
  Overviews overviews() {
    return overviews;
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

  /** Fetches the same bytes once more from where they came from. */
  private Optional<Found> again(
      RepositoryView asked,
      PackageVersion kept,
      PackageName name,
      String version,
      String asset,
      Gate gate)
      throws IOException, InterruptedException {
    return kept.origin().type() == Origin.Type.EXTERNAL
        ? outside(
            asked, kept.origin().entryPoint(), name, version, asset, gate, kept.assets().get(asset))
        : Optional.empty();
  }

  /**
   * Fetches an asset.
   *
   * @param gate which versions may come in for the first time
   * @param known what its bytes must be; null when nothing is kept of it
   */
  private Optional<Found> outside(
      RepositoryView asked,
      String through,
      PackageName name,
      String version,
      String asset,
      Gate gate,
      Digests known)
      throws IOException, InterruptedException {
    var view = catalog.find(through);
    var upstream = view.flatMap(v -> v.external(name.format()));
    if (upstream.isEmpty()) {
      return Optional.empty();
    }
    var offer = externals.get(name.format()).offer(upstream.get(), name, version, asset);
    if (offer.isEmpty()) {
      return Optional.empty();
    }
    // What is kept already was let in once, and only the same bytes come again.
    if (known == null && !gate.open()) {
      var released = offer.get().released();
      admit(
          gate.refusal(
              version,
              released == null ? released(through, name, version).orElse(null) : released,
              false));
    }
    var fetch =
        upstreams.fetch(
            upstream.get(),
            offer.get().url(),
            known == null ? offer.get().expected() : Expected.of(known),
            digests -> tampered(through, name, version, asset, digests));
    fetch.whenWhole(
        digests -> {
          var arrival =
              new Arrival(
                  name.format(),
                  version,
                  asset,
                  digests,
                  offer.get().describe(),
                  true,
                  false,
                  new Origin(Origin.Type.EXTERNAL, through),
                  offer.get().released() == null ? fetch.lastModified() : offer.get().released());
          var kept = ingest(view.get(), name, arrival);
          if (kept.isPresent() && !asked.name().equals(through) && asked.asOf() == null) {
            retain(asked, name, version, kept.get());
          }
        });
    if (!fetch.await()) {
      return Optional.empty();
    }
    return Optional.of(
        fetch.digests() == null ? new Found.Flowing(fetch) : new Found.Stored(fetch.digests()));
  }

  /** Bytes that were once taken from outside are what everybody gets from then on. */
  private Optional<String> tampered(
      String through, PackageName name, String version, String asset, Digests digests)
      throws IOException {
    // What was kept before there was a ledger counts as well.
    var kept =
        manifests
            .get(new PackageKey(through, name))
            .version(version)
            .map(v -> v.assets().get(asset))
            .map(Digests::sha256)
            .filter(sha256 -> !sha256.equals(digests.sha256()));
    return (kept.isPresent() ? kept : ledger.otherThanFirst(name, version, asset, digests, through))
        .map(
            first ->
                asset
                    + " of "
                    + name
                    + " "
                    + version
                    + " had the SHA-256 "
                    + first
                    + " when it was seen first, now it has "
                    + digests.sha256());
  }

  private Optional<PackageVersion> ingest(RepositoryView through, PackageName name, Arrival arrival)
      throws IOException {
    return change(
            through,
            name,
            old ->
                Publishing.ingest(old, arrival, clock.instant()) instanceof Outcome.Changed changed
                    ? changed.manifest()
                    : old)
        .version(arrival.version());
  }

  private void retain(
      RepositoryView repository, PackageName name, String version, PackageVersion found)
      throws IOException {
    change(repository, name, old -> Chain.retain(old, version, found));
  }

  /** The repositories that a request for a package goes through. */
  public Chain chain(RepositoryView repository, PackageName name) throws IOException {
    var groups = policies.current().groups();
    return Chain.of(
        new Chain.World() {
          @Override
          public Manifest manifest(String member) throws IOException {
            return manifests.get(new PackageKey(member, name));
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

  /** What the external repository behind a repository lists of a package. */
  public Listing listing(String repository, PackageName name)
      throws IOException, InterruptedException {
    var upstream = catalog.find(repository).flatMap(v -> v.external(name.format()));
    return upstream.isEmpty()
        ? Listing.NONE
        : externals.get(name.format()).listing(upstream.get(), name);
  }

  /** Changes what one repository itself knows of a package. */
  public Manifest change(RepositoryView repository, PackageName name, Manifests.Change change)
      throws IOException {
    Call.changes(name, "");
    return manifests.change(new PackageKey(repository.name(), name), change);
  }

  /** What one repository itself knows of a package. */
  public Manifest describe(RepositoryView repository, PackageName name) throws IOException {
    return manifests.get(new PackageKey(repository.name(), name));
  }

  /** The packages of one repository itself, by pages. */
  public List<PackageName> list(RepositoryView repository, PackageName after, int most)
      throws IOException {
    return manifests.list(repository.name(), after, most);
  }

  /** The packages of one format that several repositories have themselves, in order. */
  public NavigableSet<PackageName> names(List<RepositoryView> repositories, Format format) {
    var names = new TreeSet<PackageName>();
    for (var repository : repositories) {
      names.addAll(manifests.list(repository.name(), format));
    }
    return names;
  }

  /**
   * Removes versions from every repository of the domain, whether they have them or not: nobody
   * gets them again, not from outside either, and nobody can publish them.
   *
   * @return the repositories that had one of them
   */
  public List<String> takeDown(PackageName name, Set<String> versions, String reason, String by)
      throws IOException {
    manifests.change(
        Tombstones.key(name), old -> Tombstones.with(old, versions, reason, by, clock.instant()));
    var had = new ArrayList<String>();
    for (var repository : new TreeSet<>(manifests.repositories())) {
      var key = new PackageKey(repository, name);
      var known = new TreeSet<>(manifests.get(key).versions().keySet());
      known.retainAll(versions);
      if (known.isEmpty() || repository.equals(Tombstones.REPOSITORY)) {
        continue;
      }
      var changes = new HashMap<String, Optional<String>>();
      known.forEach(v -> changes.put(v, Optional.empty()));
      manifests.change(
          key, old -> new StatusChange(changes, Optional.empty()).dispose(old).manifest());
      had.add(repository);
    }
    return had;
  }

  /** Removes a version from one repository; empty when it is done. */
  public Optional<Refusal> delete(RepositoryView repository, PackageName name, String version)
      throws IOException {
    Call.changes(name, version);
    var change = new StatusChange(Map.of(version, Optional.empty()), Optional.empty());
    var result = new AtomicReference<StatusChange.Result>();
    change(
        repository,
        name,
        old -> {
          result.set(change.delete(old));
          return result.get().manifest();
        });
    return result.get().failures().isEmpty()
        ? Optional.empty()
        : Optional.of(new Refusal(Refusal.Reason.NOT_FOUND, name + " has no version " + version));
  }
}

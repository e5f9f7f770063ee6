package dev.slipway.packages.repository;

import dev.slipway.packages.call.Call;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.model.Refusal;
import dev.slipway.packages.model.StatusChange;
import dev.slipway.packages.model.Tombstones;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.upstream.External;
import dev.slipway.packages.upstream.Fetch;
import dev.slipway.packages.upstream.UpstreamException;
import dev.slipway.packages.upstream.Upstreams;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
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

  private final Manifests manifests;
  private final PackageSearch search;
  private final Assets assets;
  private final Publications publications;
  private final Overviews overviews = new Overviews();
  private final InstantSource clock;

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
    this.manifests = manifests;
    this.clock = clock;
    search = new PackageSearch(catalog, manifests, externals, policies, clock);
    publications = new Publications(manifests, policies, search, clock, room);
    assets = new Assets(catalog, manifests, blobs, upstreams, externals, search, clock);
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
    return publications.publish(repository, name, arrival, also);
  }

  /**
   * Why an asset will be refused, whatever its bytes are; empty when they decide, or when the
   * client sends them without waiting.
   */
  public Optional<Refusal> foreseen(
      RepositoryView repository,
      PackageName name,
      String version,
      String asset,
      boolean replaces,
      Exchange exchange)
      throws IOException, InterruptedException {
    if (exchange.header("Expect") == null) {
      return Optional.empty();
    }
    Call.changes(name, version);
    var length = exchange.header("Content-Length");
    return publications.foreseen(
        repository,
        name,
        new Arrival(
            name.format(),
            version,
            asset,
            new Digests(length == null ? -1 : Long.parseLong(length), "", "", "", ""),
            null,
            false,
            replaces,
            new Origin(Origin.Type.INTERNAL, repository.name()),
            null));
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
    return assets.find(repository, name, version, asset);
  }

  /**
   * Whether a package that somebody outside has may be shown as theirs: none of the domain's own is
   * called so, and what is outside may be asked for it.
   */
  public boolean mayComeFromOutside(RepositoryView repository, PackageName name)
      throws IOException {
    return search.mayComeFromOutside(repository, name);
  }

  /** The repositories that a request for a package goes through. */
  public Chain chain(RepositoryView repository, PackageName name) throws IOException {
    return search.chain(repository, name);
  }

  /**
   * Goes on unless nobody gets the package, because it only looks like another one.
   *
   * @throws RefusedException saying so
   */
  public void admit(RepositoryView repository, PackageName name) throws IOException {
    search.admit(repository, name);
  }

  /** How packages are found, and what the policy lets through. */
  PackageSearch search() {
    return search;
  }

  /** The overviews that were made and are still true. */
  Overviews overviews() {
    return overviews;
  }

  /** Changes what one repository itself knows of a package. */
  public Manifest change(RepositoryView repository, PackageName name, Manifests.Change change)
      throws IOException {
    Call.changes(name, "");
    return manifests.change(new PackageKey(repository.name(), name), change);
  }

  /** What one repository itself knows of a package; of versions that were taken down, no bytes. */
  public Manifest describe(RepositoryView repository, PackageName name) throws IOException {
    return Tombstones.without(
        manifests.get(new PackageKey(repository.name(), name)),
        Tombstones.of(manifests.get(Tombstones.key(name))));
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
    // What other replicas have published until now goes as well.
    manifests.catchUp();
    var had = new ArrayList<String>();
    for (var repository : new TreeSet<>(manifests.repositories())) {
      if (Tombstones.isRepository(repository) && takeDown(repository, name, versions)) {
        had.add(repository);
      }
    }
    return had;
  }

  /** Decides under the package's lock, for others may change it meanwhile. */
  private boolean takeDown(String repository, PackageName name, Set<String> versions)
      throws IOException {
    var had = new boolean[1];
    manifests.change(
        new PackageKey(repository, name),
        old -> {
          had[0] = !Collections.disjoint(old.versions().keySet(), versions);
          return Tombstones.without(old, versions);
        });
    return had[0];
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

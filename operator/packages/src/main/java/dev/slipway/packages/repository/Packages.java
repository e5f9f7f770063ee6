package dev.slipway.packages.repository;

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
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.upstream.External;
import dev.slipway.packages.upstream.Fetch;
import dev.slipway.packages.upstream.Listing;
import dev.slipway.packages.upstream.UpstreamException;
import dev.slipway.packages.upstream.Upstreams;
import java.io.IOException;
import java.time.InstantSource;
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
  private final Map<Format, External> externals;
  private final InstantSource clock;

  /**
   * The packages of a domain.
   *
   * @param externals for the formats that external repositories are read of
   */
  public Packages(
      Catalog catalog,
      Manifests manifests,
      BlobStore blobs,
      Upstreams upstreams,
      Map<Format, External> externals,
      InstantSource clock) {
    this.catalog = catalog;
    this.manifests = manifests;
    this.blobs = blobs;
    this.upstreams = upstreams;
    this.externals = Map.copyOf(externals);
    this.clock = clock;
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
          outcome.set(Publishing.publish(old, arrival, clock.instant()));
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
   */
  public Optional<Found> asset(
      RepositoryView repository, PackageName name, String version, String asset)
      throws IOException, InterruptedException {
    UpstreamException trouble = null;
    for (var candidate : chain(repository, name).candidates(name.format(), version)) {
      switch (candidate) {
        case Candidate.Kept kept -> {
          var digests = kept.version().assets().get(asset);
          if (digests != null && blobs.has(digests.digest())) {
            if (!kept.here()) {
              retain(repository, name, version, kept.version());
            }
            return Optional.of(new Found.Stored(digests));
          }
        }
        case Candidate.Outside outside -> {
          try {
            var found = outside(repository, outside.repository(), name, version, asset);
            if (found.isPresent()) {
              return found;
            }
          } catch (UpstreamException e) {
            trouble = e;
          }
        }
        case Candidate.Hidden _ -> {
          return Optional.empty();
        }
      }
    }
    if (trouble != null) {
      throw trouble;
    }
    return Optional.empty();
  }

  private Optional<Found> outside(
      RepositoryView asked, String through, PackageName name, String version, String asset)
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
    var fetch = upstreams.fetch(upstream.get(), offer.get().url(), offer.get().expected());
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
          if (kept.isPresent() && !asked.name().equals(through)) {
            retain(asked, name, version, kept.get());
          }
        });
    if (!fetch.await()) {
      return Optional.empty();
    }
    return Optional.of(
        fetch.digests() == null ? new Found.Flowing(fetch) : new Found.Stored(fetch.digests()));
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

  /** Removes a version from one repository; empty when it is done. */
  public Optional<Refusal> delete(RepositoryView repository, PackageName name, String version)
      throws IOException {
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

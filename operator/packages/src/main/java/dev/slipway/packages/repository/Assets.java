package dev.slipway.packages.repository;

import dev.slipway.packages.call.Call;
import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.Chain.Candidate;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.Publishing;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.model.Refusal;
import dev.slipway.packages.model.policy.Gate;
import dev.slipway.packages.repository.Packages.Found;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.LostBlobException;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.upstream.Expected;
import dev.slipway.packages.upstream.External;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.packages.upstream.Fetch;
import dev.slipway.packages.upstream.UpstreamException;
import dev.slipway.packages.upstream.Upstreams;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the files of versions: in a repository, in its upstreams, or outside, and keeps what comes
 * from elsewhere. Thread-safe.
 */
final class Assets {

  private final Catalog catalog;
  private final Manifests manifests;
  private final BlobStore blobs;
  private final Upstreams upstreams;
  private final Map<Format, External> externals;
  private final PackageSearch search;
  private final InstantSource clock;

  Assets(
      Catalog catalog,
      Manifests manifests,
      BlobStore blobs,
      Upstreams upstreams,
      Map<Format, External> externals,
      PackageSearch search,
      InstantSource clock) {
    this.catalog = catalog;
    this.manifests = manifests;
    this.blobs = blobs;
    this.upstreams = upstreams;
    this.externals = Map.copyOf(externals);
    this.search = search;
    this.clock = clock;
  }

  /**
   * Finds an asset of a version, in the repository, in its upstreams, or outside. A version that
   * comes from elsewhere is kept in the repository from then on.
   *
   * @return empty when there is none that may be given out
   * @throws UpstreamException when an upstream that may have it cannot be asked
   * @throws RefusedException when there is one, but a rule of the domain is against it
   */
  Optional<Found> find(RepositoryView repository, PackageName name, String version, String asset)
      throws IOException, InterruptedException {
    Call.asks(repository.name(), name, version, asset);
    UpstreamException trouble = null;
    Digests lost = null;
    var gate = search.gate(repository, name);
    for (var candidate : search.chain(repository, name).candidates(name.format(), version)) {
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
              found = again(repository, kept, name, version, asset);
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
    search.admit(repository, name);
    return Optional.empty();
  }

  private static void admit(Optional<String> refusal) throws RefusedException {
    if (refusal.isPresent()) {
      throw new RefusedException(new Refusal(Refusal.Reason.BLOCKED, refusal.get()));
    }
  }

  /**
   * Fetches the same bytes once more from where they came. Groups and origin controls are not
   * asked: they say what may come in, this was let in once, and its bytes may have gone for want of
   * room only. So nothing else comes with it: no other bytes, and no repository gets the version
   * that does not have it, except the one that is asked. Source: CodeArtifact user guide, package
   * origin controls, how they affect versions that were retained.
   */
  private Optional<Found> again(
      RepositoryView asked, Candidate.Kept kept, PackageName name, String version, String asset)
      throws IOException, InterruptedException {
    var origin = kept.version().origin();
    if (origin.type() != Origin.Type.EXTERNAL) {
      return Optional.empty();
    }
    var offer = offer(origin.entryPoint(), name, version, asset, External.Guess.NONE);
    if (offer.isEmpty()) {
      return Optional.empty();
    }
    var digests = kept.version().assets().get(asset);
    var fetch = fetch(offer.get(), origin.entryPoint(), name, version, asset, digests);
    if (!kept.here() && asked.asOf() == null) {
      fetch.whenWhole(_ -> retain(asked, name, version, kept.version()));
    }
    return found(fetch);
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
    // Where the time of release matters, no file is asked for before that is known.
    try (var ahead = upstreams.ahead()) {
      var offered = offer(through, name, version, asset, gate.open() ? ahead : External.Guess.NONE);
      if (offered.isEmpty()) {
        return Optional.empty();
      }
      var offer = offered.get().file();
      // What is kept already was let in once, and only the same bytes come again.
      if (known == null && !gate.open()) {
        var released = offer.released();
        admit(
            gate.refusal(
                version,
                released == null ? search.released(through, name, version).orElse(null) : released,
                false));
      }
      var fetch = fetch(offered.get(), through, name, version, asset, known);
      fetch.whenWhole(
          digests -> {
            var arrival =
                new Arrival(
                    name.format(),
                    version,
                    asset,
                    digests,
                    offer.describe(),
                    true,
                    false,
                    new Origin(Origin.Type.EXTERNAL, through),
                    offer.released() == null ? fetch.lastModified() : offer.released());
            boolean retained = !asked.name().equals(through) && asked.asOf() == null;
            var kept = ingest(through, name, arrival, retained);
            if (kept.isPresent() && retained) {
              retain(asked, name, version, kept.get());
            }
          });
      return found(fetch);
    }
  }

  /** A file, and where it may be had. */
  private record Offered(ExternalRepository upstream, External.Offer file) {}

  private Optional<Offered> offer(
      String through, PackageName name, String version, String asset, External.Guess guess)
      throws IOException, InterruptedException {
    var upstream = catalog.find(through).flatMap(v -> v.external(name.format()));
    if (upstream.isEmpty()) {
      return Optional.empty();
    }
    return externals
        .get(name.format())
        .offer(upstream.get(), name, version, asset, guess)
        .map(file -> new Offered(upstream.get(), file));
  }

  private Fetch fetch(
      Offered offered,
      String through,
      PackageName name,
      String version,
      String asset,
      Digests known) {
    return upstreams.fetch(
        offered.upstream(),
        offered.file().url(),
        known == null ? offered.file().expected() : Expected.of(known),
        new FirstBytes(manifests, clock, through, name, version, asset, known));
  }

  private static Optional<Found> found(Fetch fetch) throws IOException, InterruptedException {
    if (!fetch.await()) {
      return Optional.empty();
    }
    return Optional.of(
        fetch.digests() == null ? new Found.Flowing(fetch) : new Found.Stored(fetch.digests()));
  }

  /**
   * Keeps what has come in.
   *
   * @param early whether another change follows
   */
  private Optional<PackageVersion> ingest(
      String through, PackageName name, Arrival arrival, boolean early) throws IOException {
    var key = new PackageKey(through, name);
    Manifests.Change change =
        old ->
            Publishing.ingest(old, arrival, clock.instant()) instanceof Outcome.Changed changed
                ? changed.manifest()
                : old;
    var manifest = early ? manifests.changeEarly(key, change) : manifests.change(key, change);
    return manifest.version(arrival.version());
  }

  private void retain(
      RepositoryView repository, PackageName name, String version, PackageVersion found)
      throws IOException {
    manifests.change(
        new PackageKey(repository.name(), name), old -> Chain.retain(old, version, found));
  }
}

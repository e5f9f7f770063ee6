package dev.slipway.packages.nuget;

import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.Chain.Source;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Overview;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The versions of a package as one repository shows them, those that are unlisted too. */
final class NuGetView {

  private static final int MOST_REMEMBERED = 20_000;

  private final Catalog catalog;
  private final NuGetExternal external;
  private final BlobStore blobs;
  private final Remembered<PackageDetails> remembered = new Remembered<>(MOST_REMEMBERED);

  NuGetView(Catalog catalog, NuGetExternal external, BlobStore blobs) {
    this.catalog = catalog;
    this.external = external;
    this.blobs = blobs;
  }

  /**
   * What the repositories of a chain have, and what stands outside.
   *
   * @throws UpstreamException when there is nothing, but somebody could not be asked
   */
  NavigableMap<NuGetVersion, VersionEntry> entries(Overview overview, PackageName name)
      throws IOException, InterruptedException {
    var outside = new HashMap<String, Map<String, ExternalVersion>>();
    for (var repository : overview.listings().keySet()) {
      var upstream = catalog.find(repository).flatMap(v -> v.external(Format.nuget));
      if (upstream.isPresent()) {
        outside.put(repository, external.versions(upstream.get(), name));
      }
    }
    var unlisted = unlisted(overview.chain());
    Map<String, Source> listed;
    try {
      listed = overview.versions();
    } catch (UpstreamException e) {
      if (unlisted.isEmpty()) {
        throw e;
      }
      listed = Map.of();
    }
    return entries(overview.chain(), name, listed, unlisted, outside);
  }

  /** What the repositories of a chain have themselves; nobody outside is asked. */
  NavigableMap<NuGetVersion, VersionEntry> kept(Chain chain, PackageName name) throws IOException {
    return entries(chain, name, chain.listed(_ -> List.of()), unlisted(chain), Map.of());
  }

  private NavigableMap<NuGetVersion, VersionEntry> entries(
      Chain chain,
      PackageName name,
      Map<String, Source> listed,
      Map<String, PackageVersion> unlisted,
      Map<String, Map<String, ExternalVersion>> outside)
      throws IOException {
    var entries = new TreeMap<NuGetVersion, VersionEntry>();
    for (var version : listed.entrySet()) {
      var kept = version.getValue().kept();
      var entry =
          kept == null
              ? outside(version.getKey(), name, outside.get(version.getValue().repository()))
              : kept(version.getKey(), name, kept, listedByOrigin(chain, version.getKey(), kept));
      if (entry != null) {
        entries.put(entry.version(), kept == null ? entry : newer(entry, kept, outside));
      }
    }
    for (var version : unlisted.entrySet()) {
      var entry = kept(version.getKey(), name, version.getValue(), false);
      if (entry != null) {
        entries.putIfAbsent(entry.version(), entry);
      }
    }
    return entries;
  }

  private static VersionEntry outside(
      String version, PackageName name, Map<String, ExternalVersion> versions) {
    var known = versions == null ? null : versions.get(version);
    if (known == null) {
      return null;
    }
    var details =
        known.details() == null
            ? PackageDetails.unknown(name.name(), known.version().full())
            : known.details();
    return new VersionEntry(known.version(), details, known.listed(), known.published(), null);
  }

  private VersionEntry kept(String version, PackageName name, PackageVersion kept, boolean listed)
      throws IOException {
    var number = NuGetVersion.parse(version);
    if (number.isEmpty()) {
      return null;
    }
    var file = kept.assets().get(NuGetId.file(name, version, NuGetId.PACKAGE));
    var details = described(kept.metadata());
    if (details.isEmpty() && file != null) {
      details = inside(file.digest());
    }
    return new VersionEntry(
        number.get(),
        details.orElseGet(() -> PackageDetails.unknown(name.name(), version)),
        listed,
        kept.published(),
        file);
  }

  private Optional<PackageDetails> described(String metadata) {
    var known = remembered.get(metadata);
    if (known.isPresent()) {
      return known;
    }
    var details = PackageDetails.parse(metadata);
    details.ifPresent(d -> remembered.put(metadata, d));
    return details;
  }

  /** What was kept without being described outside says itself what it is. */
  private Optional<PackageDetails> inside(String digest) throws IOException {
    var file = blobs.find(digest);
    try {
      return file.isEmpty() ? Optional.empty() : Optional.of(PackageArchive.read(file.get()));
    } catch (Nuspec.Unusable e) {
      return Optional.empty();
    }
  }

  /** What was said outside since a version was kept counts; its bytes stay what they were. */
  private static VersionEntry newer(
      VersionEntry entry, PackageVersion kept, Map<String, Map<String, ExternalVersion>> outside) {
    var origin = kept.origin();
    var said =
        origin.type() == Origin.Type.EXTERNAL && outside.containsKey(origin.entryPoint())
            ? outside.get(origin.entryPoint()).get(entry.version().normal())
            : null;
    if (said == null || said.details() == null) {
      return entry;
    }
    return new VersionEntry(
        entry.version(),
        entry.details().deprecated(said.details().deprecation()),
        entry.listed() && said.listed(),
        entry.published(),
        entry.file());
  }

  /** A version that was unlisted where it was published is unlisted wherever it is kept. */
  private static boolean listedByOrigin(Chain chain, String version, PackageVersion kept) {
    return chain.links().stream()
        .filter(l -> l.repository().equals(kept.origin().entryPoint()))
        .flatMap(l -> l.manifest().version(version).stream())
        .noneMatch(v -> v.status() == VersionStatus.Unlisted && v.origin().equals(kept.origin()));
  }

  /** Versions that can be had and that package managers do not list. */
  private static Map<String, PackageVersion> unlisted(Chain chain) {
    var seen = new HashSet<String>();
    var unlisted = new TreeMap<String, PackageVersion>();
    for (var link : chain.links()) {
      link.manifest()
          .versions()
          .forEach(
              (version, known) -> {
                if (seen.add(version) && known.status() == VersionStatus.Unlisted) {
                  unlisted.put(version, known);
                }
              });
    }
    return unlisted;
  }
}

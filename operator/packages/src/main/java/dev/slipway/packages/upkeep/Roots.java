package dev.slipway.packages.upkeep;

import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.upstream.Documents;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Everything that keeps blobs: versions of packages, documents of external repositories, artifacts
 * of builds.
 */
final class Roots {

  /** Kept for good: it was published here, or cannot be had again. */
  static final int HELD = 1;

  /** It can be had again. */
  static final int CACHED = 2;

  static final int ARTIFACT = 4;

  private static final int NANOS_EACH = 200_000;

  private final Catalog catalog;
  private final Manifests manifests;
  private final Documents documents;
  private final Artifacts artifacts;
  private final Duration artifactAge;

  Roots(
      Catalog catalog,
      Manifests manifests,
      Documents documents,
      Artifacts artifacts,
      Duration artifactAge) {
    this.catalog = catalog;
    this.manifests = manifests;
    this.documents = documents;
    this.artifacts = artifacts;
    this.artifactAge = artifactAge;
  }

  /**
   * Marks every blob that something keeps.
   *
   * @param uses minutes of last uses
   * @param expire whether artifacts that are too old are kept no longer from now on
   * @throws IOException when a root cannot be read; then nothing is known of any blob
   */
  DigestTable mark(DigestTable uses, Instant now, boolean expire, Pace pace) throws IOException {
    manifests.catchUp();
    var marks = new DigestTable();
    artifacts.each((digest, storedAt) -> artifact(digest, storedAt, uses, now, expire, marks));
    for (var repository : manifests.repositories()) {
      var again = again(repository);
      manifests.each(
          repository,
          key -> {
            pace.spend(NANOS_EACH);
            manifests
                .get(key)
                .versions()
                .values()
                .forEach(version -> mark(key.name(), version, again, marks));
          });
    }
    documents.each(
        digest -> {
          pace.spend(NANOS_EACH);
          marks.mark(DigestTable.key(digest), CACHED);
        });
    return marks;
  }

  private void artifact(
      String digest,
      Instant storedAt,
      DigestTable uses,
      Instant now,
      boolean expire,
      DigestTable marks)
      throws IOException {
    long key = DigestTable.key(digest);
    var used = UseTimes.instant(uses.get(key));
    var last = used.isAfter(storedAt) ? used : storedAt;
    if (artifactAge == null || last.plus(artifactAge).isAfter(now)) {
      marks.mark(key, ARTIFACT);
    } else if (expire) {
      artifacts.forget(digest, storedAt);
    }
  }

  private static void mark(
      PackageName name, PackageVersion version, Set<String> again, DigestTable marks) {
    var origin = version.origin();
    boolean cached =
        origin.type() == Origin.Type.EXTERNAL
            && again.contains(name.format() + " " + origin.entryPoint());
    version
        .assets()
        .values()
        .forEach(d -> marks.mark(DigestTable.key(d.digest()), cached ? CACHED : HELD));
  }

  /** The formats and repositories from which a repository can have content again. */
  private Set<String> again(String repository) {
    var again = new HashSet<String>();
    catalog.find(repository).map(catalog::reach).stream()
        .flatMap(reached -> reached.stream().map(RepositoryView::external))
        .filter(external -> external != null)
        .forEach(external -> again.add(external.format() + " " + external.repository()));
    return again;
  }
}

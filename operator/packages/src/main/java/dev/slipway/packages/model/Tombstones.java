package dev.slipway.packages.model;

import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a domain remembers of versions that were taken down: a manifest of the package in a
 * repository that no object of the cluster can be called.
 */
public final class Tombstones {

  /** Holds what belongs to the whole domain. */
  public static final String REPOSITORY = ".domain";

  private Tombstones() {}

  /** Whether packages of people are in it, and not what the domain keeps for itself. */
  public static boolean isRepository(String name) {
    return Character.isLetterOrDigit(name.charAt(0));
  }

  /** Where the tombstones of a package stand. */
  public static PackageKey key(PackageName name) {
    return new PackageKey(REPOSITORY, name);
  }

  /** The versions that were taken down. */
  public static Set<String> of(Manifest manifest) {
    return manifest.versions().keySet();
  }

  /** The manifest of a package in a repository, where nothing is left of these versions. */
  public static Manifest without(Manifest manifest, Set<String> versions) {
    var next = manifest;
    for (var version : versions) {
      var known = manifest.version(version);
      if (known.isPresent() && known.get().status() != VersionStatus.Disposed) {
        next = next.with(version, known.get().disposed());
      }
    }
    return next;
  }

  /** Adds versions; one that has a tombstone keeps it. */
  public static Manifest with(
      Manifest manifest, Set<String> versions, String reason, String by, Instant now) {
    var next = manifest;
    for (var version : versions) {
      if (manifest.version(version).isEmpty()) {
        next =
            next.with(
                version,
                new PackageVersion(
                    VersionStatus.Disposed,
                    new Origin(Origin.Type.INTERNAL, by),
                    now.toEpochMilli(),
                    new TreeMap<>(),
                    reason));
      }
    }
    return next;
  }
}

package dev.slipway.packages.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Everything that one repository knows of one package. Immutable; each change of it is one write.
 *
 * @param controls how versions may enter
 * @param versions by version
 * @param tags names for versions, such as npm's latest
 */
public record Manifest(
    OriginControls controls,
    SortedMap<String, PackageVersion> versions,
    SortedMap<String, String> tags) {

  /** Of a package that the repository knows nothing of. */
  public static final Manifest EMPTY =
      new Manifest(OriginControls.OPEN, new TreeMap<>(), new TreeMap<>());

  public Manifest {
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }

  public Optional<PackageVersion> version(String version) {
    return Optional.ofNullable(versions.get(version));
  }

  /** Whether nothing is left to keep; a name that was reserved by use is kept. */
  public boolean isEmpty() {
    return versions.isEmpty() && tags.isEmpty() && controls.equals(OriginControls.OPEN);
  }

  /** Bytes of the versions that were published in this repository itself. */
  public long published(String repository) {
    var here = new Origin(Origin.Type.INTERNAL, repository);
    return versions.values().stream()
        .filter(v -> v.origin().equals(here))
        .flatMap(v -> v.assets().values().stream())
        .mapToLong(Digests::size)
        .sum();
  }

  /** The same with other controls of how versions may enter. */
  public Manifest with(OriginControls next) {
    return new Manifest(next, versions, tags);
  }

  /** The same with another text of what a version's format knows of it. */
  public Manifest withMetadata(String version, String metadata) {
    var known = versions.get(version);
    return known == null || known.metadata().equals(metadata)
        ? this
        : with(version, known.withMetadata(metadata));
  }

  /** The same with a name for a version, or without the name when the version is null. */
  public Manifest withTag(String tag, String version) {
    var next = new TreeMap<>(tags);
    if (version == null) {
      next.remove(tag);
    } else {
      next.put(tag, version);
    }
    return new Manifest(controls, versions, next);
  }

  Manifest with(String version, PackageVersion next) {
    return changed(all -> all.put(version, next));
  }

  Manifest without(String version) {
    var left = changed(all -> all.remove(version));
    var kept = new TreeMap<>(tags);
    kept.values().removeIf(version::equals);
    return new Manifest(controls, left.versions, kept);
  }

  private Manifest changed(Consumer<Map<String, PackageVersion>> change) {
    var all = new TreeMap<>(versions);
    change.accept(all);
    return new Manifest(controls, all, tags);
  }
}

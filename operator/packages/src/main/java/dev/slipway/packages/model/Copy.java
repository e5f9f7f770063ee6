package dev.slipway.packages.model;

import dev.slipway.packages.model.StatusChange.ErrorCode;
import dev.slipway.packages.model.StatusChange.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies versions of a package from one repository of a domain to another, all of them or none. The
 * bytes stay where they are, so the revision of a copy is that of its source. Source: CodeArtifact
 * API reference, CopyPackageVersions; user guide, copy packages between repositories.
 *
 * @param versions version to the revision that the caller saw; empty for any
 * @param overwrites whether a version that is another at the destination is replaced
 */
public record Copy(Map<String, Optional<String>> versions, boolean overwrites) {

  /**
   * Decides about a copy. Somebody who may copy is not stopped by the origin controls of the
   * destination; a name that is new there becomes that of the source's kind.
   *
   * @param sources the source, then its upstreams where they count, in order; at least one
   */
  public Result into(Manifest destination, List<Manifest> sources) {
    var failures = new LinkedHashMap<String, ErrorCode>();
    var next = destination;
    for (var wanted : versions.entrySet()) {
      var version = wanted.getKey();
      var source = find(sources, version);
      var error = error(source, wanted.getValue(), destination.version(version));
      if (error.isPresent()) {
        failures.put(version, error.get());
      } else {
        next = tagged(copied(next, version, source.get()), version, sources.getFirst());
      }
    }
    if (failures.isEmpty()) {
      return new Result(next, failures);
    }
    versions.keySet().forEach(v -> failures.putIfAbsent(v, ErrorCode.SKIPPED));
    return new Result(destination, failures);
  }

  /** The first that knows the version stands for all that follow it. */
  private static Optional<PackageVersion> find(List<Manifest> sources, String version) {
    return sources.stream().flatMap(m -> m.version(version).stream()).findFirst();
  }

  private Optional<ErrorCode> error(
      Optional<PackageVersion> source, Optional<String> seen, Optional<PackageVersion> there) {
    if (source.isEmpty()) {
      return Optional.of(ErrorCode.NOT_FOUND);
    }
    if (seen.isPresent() && !seen.get().equals(source.get().revision())) {
      return Optional.of(ErrorCode.MISMATCHED_REVISION);
    }
    boolean whole =
        source.get().status() != VersionStatus.Unfinished
            && source.get().status() != VersionStatus.Disposed;
    if (!whole || there.filter(v -> v.status() == VersionStatus.Disposed).isPresent()) {
      return Optional.of(ErrorCode.NOT_ALLOWED);
    }
    return there.isEmpty() || overwrites || same(there.get(), source.get())
        ? Optional.empty()
        : Optional.of(ErrorCode.ALREADY_EXISTS);
  }

  private static boolean same(PackageVersion there, PackageVersion source) {
    return there.revision().equals(source.revision());
  }

  private static Manifest copied(Manifest manifest, String version, PackageVersion source) {
    var there = manifest.version(version);
    if (there.isPresent() && same(there.get(), source)) {
      return manifest;
    }
    var decided = manifest.controls().byHand() || !manifest.versions().isEmpty();
    var controls =
        source.origin().type() == Origin.Type.INTERNAL
            ? OriginControls.INTERNAL
            : OriginControls.EXTERNAL;
    return (decided ? manifest : manifest.with(controls)).with(version, source);
  }

  /** Names for a version that is copied come along, in place of equal ones. */
  private static Manifest tagged(Manifest manifest, String version, Manifest source) {
    var next = manifest;
    for (var tag : source.tags().entrySet()) {
      if (tag.getValue().equals(version)) {
        next = next.withTag(tag.getKey(), version);
      }
    }
    return next;
  }
}

package dev.slipway.packages.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Changes the status of versions, all of them or none. Source: CodeArtifact API reference,
 * UpdatePackageVersionsStatus, DisposePackageVersions, DeletePackageVersions.
 *
 * @param versions version to the revision that the caller saw; empty for any
 * @param expected the status that the caller saw; empty for any
 */
public record StatusChange(
    Map<String, Optional<String>> versions, Optional<VersionStatus> expected) {

  /** Why a version stays as it is. */
  public enum ErrorCode {
    ALREADY_EXISTS,
    MISMATCHED_REVISION,
    MISMATCHED_STATUS,
    NOT_ALLOWED,
    NOT_FOUND,
    SKIPPED
  }

  /**
   * What came of it.
   *
   * @param manifest as it is from now on; the old one when there are failures
   * @param failures by version; empty when all were changed
   */
  public record Result(Manifest manifest, Map<String, ErrorCode> failures) {}

  /** What is done to each version. */
  private interface Step {
    Manifest apply(Manifest manifest, String version, PackageVersion old);
  }

  /** Gives each version this status. */
  public Result update(Manifest manifest, VersionStatus target) {
    return each(
        manifest,
        old ->
            target.settable() && old.status().settable()
                ? Optional.empty()
                : Optional.of(ErrorCode.NOT_ALLOWED),
        (m, version, old) -> m.with(version, old.with(target)));
  }

  /** Erases the bytes of each version for good; a record of it is left. */
  public Result dispose(Manifest manifest) {
    return each(
        manifest, old -> Optional.empty(), (m, version, old) -> m.with(version, old.disposed()));
  }

  /** Removes each version; its name is free again. */
  public Result delete(Manifest manifest) {
    return each(manifest, old -> Optional.empty(), (m, version, old) -> m.without(version));
  }

  private interface Rule {
    Optional<ErrorCode> against(PackageVersion old);
  }

  private Result each(Manifest manifest, Rule rule, Step step) {
    var failures = new LinkedHashMap<String, ErrorCode>();
    var changed = manifest;
    for (var entry : versions.entrySet()) {
      var old = manifest.version(entry.getKey());
      var error =
          old.isEmpty()
              ? Optional.of(ErrorCode.NOT_FOUND)
              : mismatch(old.get(), entry.getValue()).or(() -> rule.against(old.get()));
      if (error.isPresent()) {
        failures.put(entry.getKey(), error.get());
      } else {
        changed = step.apply(changed, entry.getKey(), old.get());
      }
    }
    if (failures.isEmpty()) {
      return new Result(changed, failures);
    }
    versions.keySet().forEach(v -> failures.putIfAbsent(v, ErrorCode.SKIPPED));
    return new Result(manifest, failures);
  }

  private Optional<ErrorCode> mismatch(PackageVersion old, Optional<String> revision) {
    if (revision.isPresent() && !revision.get().equals(old.revision())) {
      return Optional.of(ErrorCode.MISMATCHED_REVISION);
    }
    return expected.isPresent() && expected.get() != old.status()
        ? Optional.of(ErrorCode.MISMATCHED_STATUS)
        : Optional.empty();
  }
}

package dev.slipway.packages.event;

import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageKey;
import java.util.Optional;

/**
 * What has become of a version of a package, or of the package itself. Source: CodeArtifact user
 * guide, CodeArtifact event format and example.
 *
 * @param version empty for the package itself
 * @param state of the version, as {@code VersionStatus} names it, or Deleted; empty for the package
 * @param revision of the version as it is now, or was when it was deleted; empty for the package
 * @param origin of the version; empty for the package
 */
public record Event(
    PackageKey key,
    String version,
    String state,
    String revision,
    Changes changes,
    Operation operation,
    Optional<Origin> origin,
    Cause cause) {

  /** The state of a version that is gone. */
  static final String DELETED = "Deleted";

  /** What is different. */
  public record Changes(
      int assetsAdded,
      int assetsRemoved,
      int assetsUpdated,
      boolean metadataUpdated,
      boolean statusChanged) {

    static final Changes NONE = new Changes(0, 0, 0, false, false);
  }

  /** Whether something is new, different, or gone. */
  public enum Operation {
    Created,
    Updated,
    Deleted
  }

  /** By what it came to be so. */
  public enum Cause {
    /** Somebody published it here. */
    Publish,
    /** It was taken in from an external repository. */
    Ingest,
    /** It was asked for here and kept, from an upstream. */
    Retain,
    Copy,
    Status,
    Dispose,
    Delete,
    /** What is said of it changed: it was deprecated, yanked, described. */
    Metadata,
    /** A name for a version was set or removed. */
    Tag,
    /** How versions may enter was set. */
    Origin
  }
}

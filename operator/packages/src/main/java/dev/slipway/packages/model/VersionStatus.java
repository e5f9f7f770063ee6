package dev.slipway.packages.model;

/**
 * What may be done with a version; one that was deleted has no status, for it is not there. Source:
 * CodeArtifact user guide, package version status.
 */
public enum VersionStatus {
  /** Assets are still being added. */
  Unfinished(false, false),
  Published(true, true),
  /** Served to who names it exactly, as lock files do. */
  Unlisted(false, true),
  /** Kept, and served to nobody. */
  Archived(false, false),
  /** Only the record is left; its bytes are gone for good. */
  Disposed(false, false);

  private final boolean listed;
  private final boolean served;

  VersionStatus(boolean listed, boolean served) {
    this.listed = listed;
    this.served = served;
  }

  /** Whether it stands in what package managers list. */
  public boolean listed() {
    return listed;
  }

  /** Whether its assets are given to who asks for this version. */
  public boolean served() {
    return served;
  }

  /** Whether people may set it, and change it again. */
  public boolean settable() {
    return this == Published || this == Unlisted || this == Archived;
  }
}

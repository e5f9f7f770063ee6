package dev.slipway.packages.model;

/** The formats of packages, as addresses write them. */
public enum Format {
  maven(true),
  npm(false),
  pypi(true),
  nuget(false),
  cargo(false),
  go(true),
  generic(false);

  private final boolean open;

  Format(boolean open) {
    this.open = open;
  }

  /**
   * Whether a published version may get further assets: wheels for another platform, another
   * classifier. Source: CodeArtifact user guide, package version; assets.
   */
  public boolean takesMoreAssets() {
    return open;
  }
}

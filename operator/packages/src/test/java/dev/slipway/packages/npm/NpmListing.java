package dev.slipway.packages.npm;

/** The document of a registry that lists version 1.0.0 of a package, and no other. */
public final class NpmListing {

  private NpmListing() {}

  /**
   * Such a document.
   *
   * @param tarball address of the version's file
   * @param shasum the SHA-1 that the file has to have
   */
  public static String of(String name, String tarball, String shasum) {
    return """
    {"name": "%1$s", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": {"name": "%1$s",
     "version": "1.0.0", "dist": {"tarball": "%2$s", "shasum": "%3$s"}}}}
    """
        .formatted(name, tarball, shasum);
  }
}

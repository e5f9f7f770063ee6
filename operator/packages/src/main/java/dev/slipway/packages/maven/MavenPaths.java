package dev.slipway.packages.maven;

import java.util.Map;

/** What the name of a file says in the Maven 2 layout. */
final class MavenPaths {

  private static final Map<String, String> CHECKSUMS =
      Map.of(".sha1", "sha1", ".md5", "md5", ".sha256", "sha256", ".sha512", "sha512");

  private MavenPaths() {}

  /** The algorithm when the path is that of a checksum, else null. */
  static String checksum(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? null : CHECKSUMS.get(path.substring(dot));
  }

  /** The path that a checksum speaks of. */
  static String subject(String path) {
    return path.substring(0, path.lastIndexOf('.'));
  }

  /** Whether the bytes behind the path may change: metadata, and what is below a snapshot. */
  static boolean mutable(String path) {
    var subject = checksum(path) == null ? path : subject(path);
    return subject.endsWith("maven-metadata.xml") || subject.contains("-SNAPSHOT/");
  }
}

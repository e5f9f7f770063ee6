package dev.slipway.packages.maven;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the name of a file says in the Maven 2 layout. */
final class MavenPaths {

  static final String METADATA = "maven-metadata.xml";

  private static final String SNAPSHOT = "-SNAPSHOT";
  private static final Map<String, String> CHECKSUMS =
      Map.of(".sha1", "sha1", ".md5", "md5", ".sha256", "sha256", ".sha512", "sha512");
  private static final Pattern SNAPSHOT_FILE =
      Pattern.compile("(\\d{8}\\.\\d{6})-(\\d{1,9})(?:-([^.]+))?\\.(.+)");

  private MavenPaths() {}

  /**
   * A file of a snapshot, {@code artifact-1.0-20261123.031459-7-sources.jar}.
   *
   * @param base the version without -SNAPSHOT: 1.0
   * @param classifier empty for none
   */
  record SnapshotFile(
      String base, String timestamp, int build, String classifier, String extension) {

    static final Comparator<SnapshotFile> OLDEST_FIRST =
        Comparator.comparing(SnapshotFile::timestamp).thenComparing(SnapshotFile::build);

    /** What is the same in each build: classifier and extension. */
    String kind() {
      return classifier + ":" + extension;
    }

    /** The version that stands in the file's name. */
    String value() {
      return base + "-" + timestamp + "-" + build;
    }

    /** The timestamp as metadata writes it. */
    String updated() {
      return timestamp.replace(".", "");
    }
  }

  /**
   * Reads the name of a file below a snapshot version.
   *
   * @param version with -SNAPSHOT
   */
  static Optional<SnapshotFile> snapshotFile(String artifact, String version, String file) {
    var base = version.substring(0, version.length() - SNAPSHOT.length());
    var prefix = artifact + "-" + base + "-";
    if (!file.startsWith(prefix)) {
      return Optional.empty();
    }
    var matcher = SNAPSHOT_FILE.matcher(file.substring(prefix.length()));
    return matcher.matches()
        ? Optional.of(
            new SnapshotFile(
                base,
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                matcher.group(3) == null ? "" : matcher.group(3),
                matcher.group(4)))
        : Optional.empty();
  }

  /** The algorithm when the path is that of a checksum, else null. */
  static String checksum(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? null : CHECKSUMS.get(path.substring(dot));
  }

  /** The path that a checksum speaks of. */
  static String subject(String path) {
    return path.substring(0, path.lastIndexOf('.'));
  }

  /** Whether the path is that of metadata, or of a checksum of it. */
  static boolean metadata(String path) {
    var subject = checksum(path) == null ? path : subject(path);
    return subject.endsWith("/" + METADATA) || subject.equals(METADATA);
  }

  /** Whether the bytes behind the path may change: metadata, and what is below a snapshot. */
  static boolean mutable(String path) {
    return metadata(path) || path.contains(SNAPSHOT + "/");
  }

  /** Whether the folder is that of a snapshot version. */
  static boolean snapshot(String folder) {
    return folder.endsWith(SNAPSHOT);
  }
}

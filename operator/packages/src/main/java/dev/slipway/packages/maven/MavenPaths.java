package dev.slipway.packages.maven;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import java.util.Comparator;
import java.util.List;
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

  private static final Pattern BUILD = Pattern.compile("(.+)-\\d{8}\\.\\d{6}-\\d{1,9}");

  private MavenPaths() {}

  /**
   * A file of an artifact.
   *
   * @param version as packages have it: of a file of a snapshot its build, {@code
   *     1.0-20261123.031459-7}
   * @param folder the version as the folder is named
   */
  record ArtifactFile(PackageName name, String version, String folder, String file) {
    /** The whole path. */
    String path() {
      return MavenPaths.folder(name) + "/" + folder + "/" + file;
    }
  }

  /**
   * Reads a path that is neither that of metadata nor of a checksum; empty when it is no file of an
   * artifact.
   */
  static Optional<ArtifactFile> file(String path) {
    var words = List.of(path.split("/", -1));
    int size = words.size();
    if (size < 4 || words.stream().anyMatch(String::isEmpty)) {
      return Optional.empty();
    }
    var artifact = words.get(size - 3);
    var folder = words.get(size - 2);
    var file = words.get(size - 1);
    var version =
        snapshot(folder)
            ? snapshotFile(artifact, folder, file).map(SnapshotFile::value).orElse(folder)
            : folder;
    return Optional.of(
        new ArtifactFile(
            new PackageName(Format.maven, String.join(".", words.subList(0, size - 3)), artifact),
            version,
            folder,
            file));
  }

  /** The package of a file, of metadata of an artifact or a snapshot, or of a checksum of them. */
  static Optional<PackageName> name(String path) {
    var plain = checksum(path) == null ? path : subject(path);
    if (!metadata(plain)) {
      return file(plain).map(ArtifactFile::name);
    }
    var folder = plain.substring(0, Math.max(0, plain.length() - METADATA.length() - 1));
    return artifact(snapshot(folder) ? folder.substring(0, folder.lastIndexOf('/')) : folder);
  }

  /** The folder of an artifact. */
  static String folder(PackageName name) {
    return name.namespace().replace('.', '/') + "/" + name.name();
  }

  /** The package whose folder this is; empty when it can be none. */
  static Optional<PackageName> artifact(String folder) {
    int slash = folder.lastIndexOf('/');
    return slash <= 0 || slash == folder.length() - 1
        ? Optional.empty()
        : Optional.of(
            new PackageName(
                Format.maven,
                folder.substring(0, slash).replace('/', '.'),
                folder.substring(slash + 1)));
  }

  /** The folder of a build of a snapshot: {@code 1.0-SNAPSHOT}; empty for another version. */
  static Optional<String> snapshotOf(String version) {
    var matcher = BUILD.matcher(version);
    return matcher.matches() ? Optional.of(matcher.group(1) + SNAPSHOT) : Optional.empty();
  }

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

  /** One of the digests; the algorithm as {@link #checksum} names it. */
  static String value(Digests digests, String algorithm) {
    return switch (algorithm) {
      case "sha1" -> digests.sha1();
      case "md5" -> digests.md5();
      case "sha256" -> digests.sha256();
      default -> digests.sha512();
    };
  }

  /** Whether the folder is that of a snapshot version. */
  static boolean snapshot(String folder) {
    return folder.endsWith(SNAPSHOT);
  }
}

package dev.slipway.packages.maven;

import dev.slipway.packages.maven.MavenPaths.SnapshotFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.maven.artifact.repository.metadata.Metadata;
import org.apache.maven.artifact.repository.metadata.Plugin;
import org.apache.maven.artifact.repository.metadata.Snapshot;
import org.apache.maven.artifact.repository.metadata.SnapshotVersion;
import org.apache.maven.artifact.repository.metadata.Versioning;
import org.apache.maven.artifact.repository.metadata.io.xpp3.MetadataXpp3Reader;
import org.apache.maven.artifact.repository.metadata.io.xpp3.MetadataXpp3Writer;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;

/**
 * The contents of {@code maven-metadata.xml}: made from what a repository holds, and merged from
 * several repositories. Source: Maven repository metadata, reference and its three levels.
 */
final class MavenMetadata {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
  private static final Comparator<String> ORDER = Comparator.comparing(ComparableVersion::new);

  /** The reader takes any root element; a page that a proxy puts in between is none. */
  private static final Pattern START = Pattern.compile("<metadata[\\s/>]");

  private static final String SNAPSHOT = "-SNAPSHOT";

  private MavenMetadata() {}

  /** The metadata of an artifact that has these versions, the newest file being of that time. */
  static Metadata ofArtifact(
      String group, String artifact, List<String> versions, Instant lastUpdated) {
    var metadata = named(group, artifact);
    var versioning = new Versioning();
    versioning.setVersions(versions.stream().distinct().sorted(ORDER).toList());
    versioning.setLastUpdated(STAMP.format(lastUpdated));
    metadata.setVersioning(versioning);
    return pointed(metadata);
  }

  /** The metadata of a snapshot version that has these files. */
  static Metadata ofSnapshot(
      String group, String artifact, String version, List<SnapshotFile> files) {
    var newest = new TreeMap<String, SnapshotFile>();
    files.forEach(
        f ->
            newest.merge(
                f.kind(), f, (a, b) -> SnapshotFile.OLDEST_FIRST.compare(a, b) < 0 ? b : a));
    var last = files.stream().max(SnapshotFile.OLDEST_FIRST).orElseThrow();
    var snapshot = new Snapshot();
    snapshot.setTimestamp(last.timestamp());
    snapshot.setBuildNumber(last.build());
    var versioning = new Versioning();
    versioning.setSnapshot(snapshot);
    versioning.setLastUpdated(last.updated());
    versioning.setSnapshotVersions(newest.values().stream().map(MavenMetadata::version).toList());
    var metadata = named(group, artifact);
    metadata.setVersion(version);
    metadata.setModelVersion("1.1.0");
    metadata.setVersioning(versioning);
    return metadata;
  }

  private static Metadata named(String group, String artifact) {
    var metadata = new Metadata();
    metadata.setGroupId(group);
    metadata.setArtifactId(artifact);
    return metadata;
  }

  private static SnapshotVersion version(SnapshotFile file) {
    var version = new SnapshotVersion();
    version.setClassifier(file.classifier());
    version.setExtension(file.extension());
    version.setVersion(file.value());
    version.setUpdated(file.updated());
    return version;
  }

  /** Sets latest and release by Maven's order of versions. */
  private static Metadata pointed(Metadata metadata) {
    var versions = metadata.getVersioning().getVersions();
    metadata.getVersioning().setLatest(versions.isEmpty() ? null : versions.getLast());
    metadata
        .getVersioning()
        .setRelease(
            versions.reversed().stream()
                .filter(v -> !v.endsWith(SNAPSHOT))
                .findFirst()
                .orElse(null));
    return metadata;
  }

  /**
   * What several repositories know together: all versions in Maven's order, the newest file of each
   * kind of a snapshot, all plugins.
   *
   * @param parts at least one
   */
  static Metadata merge(List<Metadata> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    var merged = new Metadata();
    merged.setModelVersion(newest(parts.stream().map(Metadata::getModelVersion).toList()));
    merged.setGroupId(first(parts.stream().map(Metadata::getGroupId).toList()));
    merged.setArtifactId(first(parts.stream().map(Metadata::getArtifactId).toList()));
    merged.setVersion(first(parts.stream().map(Metadata::getVersion).toList()));
    merged.setPlugins(plugins(parts));
    var versionings = parts.stream().map(Metadata::getVersioning).filter(Objects::nonNull).toList();
    if (!versionings.isEmpty()) {
      merged.setVersioning(merged(versionings));
      if (!merged.getVersioning().getVersions().isEmpty()) {
        pointed(merged);
      }
    }
    return merged;
  }

  /** The same with only these versions; latest and release are the last of them. */
  static Metadata only(Metadata metadata, Set<String> versions) {
    var versioning = metadata.getVersioning();
    if (versioning == null || versions.containsAll(versioning.getVersions())) {
      return metadata;
    }
    versioning.setVersions(versioning.getVersions().stream().filter(versions::contains).toList());
    versioning.setLatest(null);
    versioning.setRelease(null);
    return versioning.getVersions().isEmpty() ? metadata : pointed(metadata);
  }

  /** Whether it says nothing of any version or plugin. */
  static boolean empty(Metadata metadata) {
    var versioning = metadata.getVersioning();
    return metadata.getPlugins().isEmpty()
        && (versioning == null
            || (versioning.getVersions().isEmpty()
                && versioning.getSnapshotVersions().isEmpty()
                && versioning.getSnapshot() == null));
  }

  private static Versioning merged(List<Versioning> parts) {
    var versioning = new Versioning();
    versioning.setVersions(
        parts.stream().flatMap(v -> v.getVersions().stream()).distinct().sorted(ORDER).toList());
    versioning.setLastUpdated(newest(parts.stream().map(Versioning::getLastUpdated).toList()));
    parts.stream()
        .map(Versioning::getSnapshot)
        .filter(s -> s != null && s.getTimestamp() != null)
        .max(Comparator.comparing(Snapshot::getTimestamp).thenComparing(Snapshot::getBuildNumber))
        .ifPresent(versioning::setSnapshot);
    Map<String, SnapshotVersion> newest = new LinkedHashMap<>();
    parts.stream()
        .flatMap(v -> v.getSnapshotVersions().stream())
        .forEach(
            v ->
                newest.merge(
                    v.getClassifier() + ":" + v.getExtension(),
                    v,
                    (a, b) -> b.getUpdated().compareTo(a.getUpdated()) > 0 ? b : a));
    versioning.setSnapshotVersions(List.copyOf(newest.values()));
    return versioning;
  }

  private static List<Plugin> plugins(List<Metadata> parts) {
    var plugins = new TreeMap<String, Plugin>();
    parts.stream()
        .flatMap(m -> m.getPlugins().stream())
        .filter(p -> p.getPrefix() != null)
        .forEach(p -> plugins.putIfAbsent(p.getPrefix(), p));
    return List.copyOf(plugins.values());
  }

  private static String first(List<String> values) {
    return values.stream().filter(Objects::nonNull).findFirst().orElse(null);
  }

  private static String newest(List<String> values) {
    return values.stream().filter(Objects::nonNull).max(Comparator.naturalOrder()).orElse(null);
  }

  /** Reads a document; empty when it is none, which is a remote's fault and no reason to fail. */
  static Optional<Metadata> parse(byte[] xml) {
    var text = new String(xml, StandardCharsets.UTF_8);
    if (!START.matcher(text).region(root(text), text.length()).lookingAt()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new MetadataXpp3Reader().read(new ByteArrayInputStream(xml), false));
    } catch (IOException | XmlPullParserException e) {
      return Optional.empty();
    }
  }

  /** Where a document begins, after its declaration and comments; one with a DOCTYPE is none. */
  private static int root(String text) {
    int at = blank(text, text.startsWith("\uFEFF") ? 1 : 0);
    at = blank(text, after(text, at, "<?", "?>"));
    for (int next = after(text, at, "<!--", "-->"); next > at; ) {
      at = blank(text, next);
      next = after(text, at, "<!--", "-->");
    }
    return at;
  }

  private static int after(String text, int at, String start, String end) {
    int last = text.startsWith(start, at) ? text.indexOf(end, at) : -1;
    return last < 0 ? at : last + end.length();
  }

  private static int blank(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  static byte[] write(Metadata metadata) {
    try {
      var out = new ByteArrayOutputStream();
      new MetadataXpp3Writer().write(out, metadata);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.slipway.packages.maven;

import dev.slipway.packages.maven.MavenPaths.SnapshotFile;
import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Overview;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.artifact.repository.metadata.Metadata;
import org.apache.maven.artifact.repository.metadata.Plugin;

/**
 * The {@code maven-metadata.xml} of a repository and its upstreams as one document. What the domain
 * holds is listed from its packages, never taken from a client: clients that deploy side by side
 * would lose each other's versions.
 */
final class MetadataDocuments {

  static final int LARGEST = 8 << 20;
  private static final int PAGE = 1000;

  private final Catalog catalog;
  private final Packages packages;
  private final MavenExternal external;

  MetadataDocuments(Catalog catalog, Packages packages, MavenExternal external) {
    this.catalog = catalog;
    this.packages = packages;
    this.external = external;
  }

  /**
   * Makes the document.
   *
   * @param path ends in maven-metadata.xml
   * @return empty when nobody knows anything
   * @throws UpstreamException when an upstream cannot be asked and nobody else knows anything
   */
  Optional<byte[]> find(RepositoryView view, String path) throws IOException, InterruptedException {
    int slash = path.lastIndexOf('/');
    var folder = slash < 0 ? "" : path.substring(0, slash);
    boolean snapshot = MavenPaths.snapshot(folder);
    var artifact = MavenPaths.artifact(snapshot ? parent(folder) : folder);
    var parts = new ArrayList<Metadata>();
    UpstreamException trouble = null;
    for (var link : links(view, artifact)) {
      if (artifact.isPresent()) {
        (snapshot
                ? snapshot(link.manifest(), artifact.get(), last(folder), view.asOf())
                : artifact(link.manifest(), artifact.get()))
            .ifPresent(parts::add);
      }
      if (!snapshot) {
        plugins(link.repository(), folder.replace('/', '.')).ifPresent(parts::add);
      }
      try {
        outside(link, path).ifPresent(parts::add);
      } catch (UpstreamException e) {
        trouble = e;
      }
    }
    if (parts.isEmpty() && trouble != null) {
      throw trouble;
    }
    if (parts.isEmpty()) {
      if (artifact.isPresent()) {
        packages.admit(view, artifact.get());
      }
      return Optional.empty();
    }
    var merged = MavenMetadata.merge(parts);
    if (artifact.isPresent() && !snapshot) {
      merged =
          MavenMetadata.only(
              merged, Overview.of(packages, view, artifact.get()).versions().keySet());
    }
    return MavenMetadata.empty(merged)
        ? Optional.empty()
        : Optional.of(MavenMetadata.write(merged));
  }

  /** A group's name need not be that of an artifact; then the order of repositories is all. */
  private List<Chain.Link> links(RepositoryView view, Optional<PackageName> artifact)
      throws IOException {
    return packages
        .chain(view, artifact.orElse(new PackageName(Format.maven, "", "maven-metadata.xml")))
        .links();
  }

  private Optional<Metadata> outside(Chain.Link link, String path)
      throws IOException, InterruptedException {
    var upstream = catalog.find(link.repository()).flatMap(v -> v.external(Format.maven));
    if (!link.outside() || upstream.isEmpty()) {
      return Optional.empty();
    }
    var document = external.document(upstream.get(), path);
    return document.isEmpty() ? Optional.empty() : MavenExternal.parse(document.get());
  }

  private static Optional<Metadata> snapshot(
      Manifest manifest, PackageName name, String version, Instant asOf) {
    if (manifest.version(version).filter(v -> v.status().listed()).isEmpty()) {
      return Optional.empty();
    }
    var files =
        manifest.versions().entrySet().stream()
            .filter(e -> MavenPaths.snapshotOf(e.getKey()).filter(version::equals).isPresent())
            .filter(e -> e.getValue().status().served())
            .filter(e -> asOf == null || !e.getValue().published().isAfter(asOf))
            .flatMap(e -> e.getValue().assets().keySet().stream())
            .map(file -> MavenPaths.snapshotFile(name.name(), version, file))
            .<SnapshotFile>flatMap(Optional::stream)
            .toList();
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(MavenMetadata.ofSnapshot(name.namespace(), name.name(), version, files));
  }

  private static Optional<Metadata> artifact(Manifest manifest, PackageName name) {
    var versions = new ArrayList<String>();
    var newest = Instant.EPOCH;
    for (var entry : manifest.versions().entrySet()) {
      if (entry.getValue().status().listed()) {
        versions.add(entry.getKey());
        var at = entry.getValue().published();
        newest = at.isAfter(newest) ? at : newest;
      }
    }
    return versions.isEmpty()
        ? Optional.empty()
        : Optional.of(MavenMetadata.ofArtifact(name.namespace(), name.name(), versions, newest));
  }

  /** The plugins of a group that are published here, with the prefixes that their files carry. */
  private Optional<Metadata> plugins(String repository, String group) throws IOException {
    var view = catalog.find(repository);
    if (view.isEmpty() || group.isEmpty()) {
      return Optional.empty();
    }
    var plugins = new ArrayList<Plugin>();
    var after = new PackageName(Format.maven, group, " ");
    for (var page = packages.list(view.get(), after, PAGE);
        !page.isEmpty() && inside(page.getFirst(), group);
        page = packages.list(view.get(), page.getLast(), PAGE)) {
      for (var name : page) {
        if (!inside(name, group)) {
          break;
        }
        packages.describe(view.get(), name).versions().values().stream()
            .filter(v -> v.status().listed())
            .map(PackageVersion::metadata)
            .map(VersionMetadata::prefix)
            .flatMap(Optional::stream)
            .reduce((a, b) -> b)
            .ifPresent(prefix -> plugins.add(plugin(prefix, name)));
      }
    }
    if (plugins.isEmpty()) {
      return Optional.empty();
    }
    var metadata = new Metadata();
    metadata.setPlugins(plugins);
    return Optional.of(metadata);
  }

  private static boolean inside(PackageName name, String group) {
    return name.format() == Format.maven && name.namespace().equals(group);
  }

  private static Plugin plugin(String prefix, PackageName name) {
    var plugin = new Plugin();
    plugin.setPrefix(prefix);
    plugin.setArtifactId(name.name());
    plugin.setName(name.name());
    return plugin;
  }

  private static String parent(String folder) {
    int slash = folder.lastIndexOf('/');
    return slash < 0 ? "" : folder.substring(0, slash);
  }

  private static String last(String folder) {
    return folder.substring(folder.lastIndexOf('/') + 1);
  }
}

package dev.slipway.packages.maven;

import dev.slipway.packages.RepositoryView;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.PathIndex;
import dev.slipway.packages.upstream.Remotes;
import dev.slipway.packages.upstream.Remotes.Found;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.artifact.repository.metadata.Metadata;

/**
 * The {@code maven-metadata.xml} of a repository and its upstreams as one document. What a hosted
 * repository holds is listed from its files, never taken from a client: clients that deploy side by
 * side would lose each other's versions.
 */
final class MetadataDocuments {

  private static final int LARGEST = 8 << 20;
  private static final String FORMAT = "maven";
  private static final String FOLDER = FORMAT + "/";
  private static final String POM = ".pom";

  private final BlobStore blobs;
  private final PathIndex index;
  private final Remotes remotes;

  MetadataDocuments(BlobStore blobs, PathIndex index, Remotes remotes) {
    this.blobs = blobs;
    this.index = index;
    this.remotes = remotes;
  }

  /**
   * Makes the document.
   *
   * @param chain the repository and its upstreams
   * @param path ends in maven-metadata.xml
   * @return empty when nobody knows anything
   * @throws UpstreamException when a remote cannot be asked and nobody else knows anything
   */
  Optional<byte[]> find(List<RepositoryView> chain, String path)
      throws IOException, InterruptedException {
    var parts = new ArrayList<Metadata>();
    byte[] only = null;
    UpstreamException trouble = null;
    for (var member : chain) {
      if (member.remote() == null) {
        hosted(member, path).ifPresent(parts::add);
        continue;
      }
      try {
        var bytes = remote(member, path);
        var part = bytes.flatMap(MavenMetadata::parse);
        if (part.isPresent()) {
          only = parts.isEmpty() ? bytes.get() : null;
          parts.add(part.get());
        }
      } catch (UpstreamException e) {
        trouble = e;
      }
    }
    if (parts.isEmpty()) {
      if (trouble != null) {
        throw trouble;
      }
      return Optional.empty();
    }
    return Optional.of(
        parts.size() == 1 && only != null ? only : MavenMetadata.write(MavenMetadata.merge(parts)));
  }

  private Optional<Metadata> hosted(RepositoryView member, String path) throws IOException {
    int slash = path.lastIndexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    var folder = path.substring(0, slash);
    if (MavenPaths.snapshot(folder)) {
      return snapshot(member, folder);
    }
    var parts = new ArrayList<Metadata>();
    artifact(member, folder).ifPresent(parts::add);
    plugins(member, path).ifPresent(parts::add);
    return parts.isEmpty() ? Optional.empty() : Optional.of(MavenMetadata.merge(parts));
  }

  private Optional<Metadata> snapshot(RepositoryView member, String folder) throws IOException {
    var coordinates = Coordinates.of(parent(folder));
    var version = last(folder);
    var files =
        children(member, folder).stream()
            .map(f -> MavenPaths.snapshotFile(coordinates.artifact(), version, f))
            .flatMap(Optional::stream)
            .toList();
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(
            MavenMetadata.ofSnapshot(coordinates.group(), coordinates.artifact(), version, files));
  }

  /** A version is there when its POM is. */
  private Optional<Metadata> artifact(RepositoryView member, String folder) throws IOException {
    var coordinates = Coordinates.of(folder);
    var versions = new ArrayList<String>();
    var newest = Instant.EPOCH;
    for (var child : children(member, folder)) {
      var words = child.split("/", -1);
      if (words.length == 2
          && words[1].startsWith(coordinates.artifact() + "-")
          && words[1].endsWith(POM)) {
        versions.add(words[0]);
        var seen = index.get(member.name(), FOLDER + folder + "/" + child).orElseThrow().seen();
        newest = seen.isAfter(newest) ? seen : newest;
      }
    }
    return versions.isEmpty()
        ? Optional.empty()
        : Optional.of(
            MavenMetadata.ofArtifact(
                coordinates.group(), coordinates.artifact(), versions, newest));
  }

  /** Prefixes of plugins stand only in what their publishers sent. */
  private Optional<Metadata> plugins(RepositoryView member, String path) throws IOException {
    var entry = index.get(member.name(), FOLDER + path);
    return entry.isEmpty() ? Optional.empty() : MavenMetadata.parse(bytes(entry.get().digests()));
  }

  private List<String> children(RepositoryView member, String folder) throws IOException {
    var prefix = FOLDER + folder + "/";
    return index.list(member.name(), prefix).stream()
        .map(p -> p.substring(prefix.length()))
        .toList();
  }

  private Optional<byte[]> remote(RepositoryView member, String path)
      throws IOException, InterruptedException {
    var found = remotes.find(member, FORMAT, path, true);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (found.get()) {
          case Found.Stored stored -> bytes(stored.digests());
          case Found.Flowing flowing -> {
            var out = new Bounded();
            flowing.fetch().copyTo(out);
            yield out.bytes.toByteArray();
          }
        });
  }

  private byte[] bytes(Digests digests) throws IOException {
    if (digests.size() > LARGEST) {
      throw new UpstreamException("metadata of " + digests.size() + " bytes is too large");
    }
    var file = blobs.find(digests.digest());
    if (file.isEmpty()) {
      throw new IOException("the store has lost " + digests.digest());
    }
    return Files.readAllBytes(file.get());
  }

  /** Takes what a client sent as metadata: only prefixes of plugins are kept. */
  void put(RepositoryView view, String path, byte[] sent, long now) throws IOException {
    var metadata = MavenMetadata.parse(sent);
    if (metadata.isEmpty() || metadata.get().getPlugins().isEmpty()) {
      return;
    }
    var parts = new ArrayList<Metadata>(List.of(metadata.get()));
    plugins(view, path).ifPresent(parts::add);
    var merged = new Metadata();
    merged.setPlugins(MavenMetadata.merge(parts).getPlugins());
    var digests = blobs.put(new java.io.ByteArrayInputStream(MavenMetadata.write(merged)));
    index.put(view.name(), FOLDER + path, new PathIndex.Entry(digests, now));
  }

  private static String parent(String folder) {
    int slash = folder.lastIndexOf('/');
    return slash < 0 ? "" : folder.substring(0, slash);
  }

  private static String last(String folder) {
    return folder.substring(folder.lastIndexOf('/') + 1);
  }

  private record Coordinates(String group, String artifact) {
    static Coordinates of(String folder) {
      return new Coordinates(parent(folder).replace('/', '.'), last(folder));
    }
  }

  /** Bytes that come from outside, up to a limit. */
  private static final class Bounded extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      if (bytes.size() + length > LARGEST) {
        throw new UpstreamException("metadata of more than " + LARGEST + " bytes is too large");
      }
      bytes.write(buffer, offset, length);
    }
  }
}

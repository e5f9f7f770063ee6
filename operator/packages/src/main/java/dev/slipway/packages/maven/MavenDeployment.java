package dev.slipway.packages.maven;

import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.maven.MavenPaths.ArtifactFile;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Description;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.model.Refusal;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.artifact.repository.metadata.Metadata;

/**
 * Takes what Maven deploys. Files of a version come one by one; the version is published when its
 * metadata comes. A snapshot's build is a version of its own that is not listed. Source:
 * CodeArtifact user guide, publish with Maven; snapshots.
 */
final class MavenDeployment {

  private static final int LARGEST_POM = 4 << 20;

  private final Packages packages;
  private final BlobStore blobs;

  MavenDeployment(Packages packages, BlobStore blobs) {
    this.packages = packages;
    this.blobs = blobs;
  }

  /** Takes a file, its checksum, or metadata. */
  void put(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    if (view.external() != null) {
      MavenAnswers.refuse(
          exchange, 405, "repository " + view.name() + " is a proxy; publish to a hosted one");
      return;
    }
    var algorithm = MavenPaths.checksum(path);
    if (algorithm != null) {
      checksum(view, path, algorithm, exchange);
    } else if (MavenPaths.metadata(path)) {
      metadata(view, path, exchange);
    } else {
      file(view, path, exchange);
    }
  }

  private void file(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    var file = MavenPaths.file(path);
    if (file.isEmpty()) {
      MavenAnswers.refuse(exchange, 400, "write GROUP/ARTIFACT/VERSION/FILE");
      return;
    }
    boolean changing = MavenPaths.snapshot(file.get().version());
    var foreseen =
        packages.foreseen(
            view, file.get().name(), file.get().version(), file.get().file(), changing, exchange);
    if (foreseen.isPresent()) {
      refuse(foreseen.get(), exchange);
      return;
    }
    var digests = blobs.put(exchange.body());
    var arrival =
        new Arrival(
            Format.maven,
            file.get().version(),
            file.get().file(),
            digests,
            Description.of(pom(file.get(), digests)),
            changing,
            changing,
            new Origin(Origin.Type.INTERNAL, view.name()),
            null);
    switch (packages.publish(view, file.get().name(), arrival)) {
      case Outcome.Changed _ -> exchange.answer(201);
      case Outcome.Same _ -> exchange.answer(200);
      case Outcome.Refused refused -> refuse(refused.refusal(), exchange);
    }
  }

  private static void refuse(Refusal refusal, Exchange exchange) throws IOException {
    MavenAnswers.refuse(exchange, Delivery.status(refusal), refusal.message());
  }

  private String pom(ArtifactFile file, Digests digests) throws IOException {
    if (!file.file().endsWith(".pom") || digests.size() > LARGEST_POM) {
      return null;
    }
    var bytes = Files.readAllBytes(blobs.find(digests.digest()).orElseThrow());
    return Pom.parse(bytes).map(VersionMetadata::text).orElse(null);
  }

  /** Compares and forgets; that of metadata is of a document that is not kept. */
  private void checksum(RepositoryView view, String path, String algorithm, Exchange exchange)
      throws IOException {
    var sent = new String(exchange.body().readNBytes(1024), StandardCharsets.UTF_8).strip();
    var subject = MavenPaths.subject(path);
    if (MavenPaths.metadata(subject)) {
      exchange.answer(201);
      return;
    }
    var digests = published(view, subject);
    if (digests.isEmpty()) {
      MavenAnswers.refuse(exchange, 404, subject + " is not published yet");
    } else if (!sent.split("\\s", 2)[0].equalsIgnoreCase(
        MavenPaths.value(digests.get(), algorithm))) {
      MavenAnswers.refuse(exchange, 400, path + " is not the checksum of what was published");
    } else {
      exchange.answer(201);
    }
  }

  private Optional<Digests> published(RepositoryView view, String path) throws IOException {
    var file = MavenPaths.file(path);
    return file.isEmpty()
        ? Optional.empty()
        : packages
            .describe(view, file.get().name())
            .version(file.get().version())
            .map(v -> v.assets().get(file.get().file()));
  }

  private void metadata(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    var sent = exchange.body().readNBytes(MetadataDocuments.LARGEST + 1);
    if (sent.length > MetadataDocuments.LARGEST) {
      MavenAnswers.refuse(
          exchange, 413, "metadata has at most " + MetadataDocuments.LARGEST + " bytes");
      return;
    }
    var metadata = MavenMetadata.parse(sent);
    if (metadata.isEmpty()) {
      MavenAnswers.refuse(exchange, 400, path + " is no metadata of Maven");
      return;
    }
    int slash = path.lastIndexOf('/');
    var folder = slash < 0 ? "" : path.substring(0, slash);
    if (MavenPaths.snapshot(folder)) {
      snapshot(view, folder, sent, exchange);
      return;
    }
    prefixes(view, folder.replace('/', '.'), metadata.get(), exchange);
    var artifact = MavenPaths.artifact(folder);
    if (artifact.isPresent() && metadata.get().getVersioning() != null) {
      var versions = metadata.get().getVersioning().getVersions();
      packages.change(view, artifact.get(), old -> Publishing.finish(old, versions, true));
    }
    exchange.answer(201);
  }

  /** The builds that came are there for who names them; the snapshot itself is listed. */
  private void snapshot(RepositoryView view, String folder, byte[] sent, Exchange exchange)
      throws IOException, InterruptedException {
    var version = folder.substring(folder.lastIndexOf('/') + 1);
    var artifact = MavenPaths.artifact(folder.substring(0, folder.lastIndexOf('/')));
    if (artifact.isEmpty()) {
      MavenAnswers.refuse(exchange, 400, "write GROUP/ARTIFACT/VERSION/maven-metadata.xml");
      return;
    }
    packages.change(
        view, artifact.get(), old -> Publishing.finish(old, builds(old, version), false));
    var arrival =
        new Arrival(
            Format.maven,
            version,
            MavenPaths.METADATA,
            blobs.put(new ByteArrayInputStream(sent)),
            null,
            true,
            true,
            new Origin(Origin.Type.INTERNAL, view.name()),
            null);
    if (packages.publish(view, artifact.get(), arrival) instanceof Outcome.Refused refused) {
      refuse(refused.refusal(), exchange);
    } else {
      exchange.answer(201);
    }
  }

  private static List<String> builds(Manifest manifest, String snapshot) {
    return manifest.versions().keySet().stream()
        .filter(v -> MavenPaths.snapshotOf(v).filter(snapshot::equals).isPresent())
        .toList();
  }

  /** Only its publisher's metadata says which prefix a plugin has. */
  private void prefixes(RepositoryView view, String group, Metadata metadata, Exchange exchange)
      throws IOException {
    for (var plugin : metadata.getPlugins()) {
      if (plugin.getPrefix() == null || plugin.getArtifactId() == null || group.isEmpty()) {
        continue;
      }
      var name = new PackageName(Format.maven, group, plugin.getArtifactId());
      if (!exchange.permits(name)) {
        continue;
      }
      packages.change(
          view,
          name,
          old -> {
            var next = old;
            for (var entry : new ArrayList<>(old.versions().entrySet())) {
              next =
                  next.withMetadata(
                      entry.getKey(),
                      VersionMetadata.withPrefix(entry.getValue().metadata(), plugin.getPrefix()));
            }
            return next;
          });
    }
  }
}

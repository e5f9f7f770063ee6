package dev.slipway.packages.maven;

import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.upstream.Belief;
import dev.slipway.packages.upstream.Documents;
import dev.slipway.packages.upstream.External;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.packages.upstream.Listing;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.artifact.repository.metadata.Metadata;

/** Reads Maven repositories outside. Only asking tells whether they have a file. */
public final class MavenExternal implements External {

  private static final Documents.Kind ANY =
      new Documents.Kind("*/*", Documents.LARGEST, Belief::anything);
  private static final Documents.Kind METADATA =
      new Documents.Kind("*/*", MetadataDocuments.LARGEST, MavenExternal::metadata);

  private static final int MOST_RELEASED = 100_000;

  private final Documents documents;
  private final Remembered<Instant> released = new Remembered<>(MOST_RELEASED);

  public MavenExternal(Documents documents) {
    this.documents = documents;
  }

  @Override
  public Listing listing(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException {
    var document = document(repository, MavenPaths.folder(name) + "/" + MavenPaths.METADATA);
    var metadata = document.isEmpty() ? Optional.<Metadata>empty() : parse(document.get());
    if (metadata.isEmpty() || metadata.get().getVersioning() == null) {
      return Listing.NONE;
    }
    var versions = new LinkedHashMap<String, Instant>();
    metadata.get().getVersioning().getVersions().forEach(v -> versions.put(v, Instant.EPOCH));
    return new Listing(versions, Map.of(), document.get());
  }

  @Override
  public Optional<Offer> offer(
      ExternalRepository repository, PackageName name, String version, String asset) {
    var folder = MavenPaths.snapshotOf(version).orElse(version);
    return Optional.of(
        Offer.unknown(repository.url(MavenPaths.folder(name) + "/" + folder + "/" + asset)));
  }

  /** The time at which the POM came into the repository; metadata does not tell it. */
  @Override
  public Optional<Instant> released(ExternalRepository repository, PackageName name, String version)
      throws IOException, InterruptedException {
    var pom =
        MavenPaths.folder(name)
            + "/"
            + MavenPaths.snapshotOf(version).orElse(version)
            + "/"
            + name.name()
            + "-"
            + version
            + ".pom";
    var key = repository.repository() + " " + pom;
    var known = released.get(key);
    if (known.isPresent()) {
      return known;
    }
    var found = document(repository, pom).map(Documents.Document::lastModified);
    found.ifPresent(time -> released.put(key, time));
    return found;
  }

  /** Finds a file that may change. */
  Optional<Documents.Document> document(ExternalRepository repository, String path)
      throws IOException, InterruptedException {
    return documents.find(
        repository, repository.url(path), MavenPaths.metadata(path) ? METADATA : ANY);
  }

  private static Optional<String> metadata(Documents.Document document) throws IOException {
    return parse(document).isPresent()
        ? Optional.empty()
        : Optional.of("it is no metadata of Maven");
  }

  /** Reads metadata; empty when the document is none, or far too large for one. */
  static Optional<Metadata> parse(Documents.Document document) throws IOException {
    return document.digests().size() > MetadataDocuments.LARGEST
        ? Optional.empty()
        : MavenMetadata.parse(document.bytes());
  }
}

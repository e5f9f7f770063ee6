package dev.slipway.packages.pypi;

import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.upstream.Documents;
import dev.slipway.packages.upstream.Expected;
import dev.slipway.packages.upstream.External;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.packages.upstream.Listing;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads Python package indexes outside. */
public final class PypiExternal implements External {

  static final String METADATA = ".metadata";

  private static final String ACCEPT =
      "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2,"
          + " text/html;q=0.1";
  private static final int MOST_REMEMBERED = 1000;
  private static final int LARGEST = 64 << 20;

  /** A project's page. */
  private record Project(Map<String, ProjectFile> files, Listing listing) {
    static final Project NONE = new Project(Map.of(), Listing.NONE);
  }

  private final Documents documents;
  private final Remembered<Project> remembered = new Remembered<>(MOST_REMEMBERED);

  public PypiExternal(Documents documents) {
    this.documents = documents;
  }

  @Override
  public Listing listing(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException {
    return project(repository, name).listing();
  }

  /** The files that the index lists, by name. */
  Map<String, ProjectFile> files(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException {
    return project(repository, name).files();
  }

  private Project project(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException {
    var root = repository.url().endsWith("/simple") ? "/" : "/simple/";
    var url = repository.url() + root + name.name() + "/";
    var kind =
        new Documents.Kind(
            ACCEPT, LARGEST, d -> SimpleReader.problem(name, d.type(), d.bytes(), url));
    var document = documents.find(repository, url, kind);
    if (document.isEmpty()) {
      return Project.NONE;
    }
    var key = url + " " + document.get().digests().sha256();
    return remembered.get(key, () -> read(name, document.get(), url));
  }

  private static Project read(PackageName name, Documents.Document document, String url)
      throws IOException {
    var files =
        SimpleReader.read(name, document.type(), document.bytes(), url)
            .orElseThrow(() -> new UpstreamException(url + " answers with no page of an index"));
    return new Project(files, listing(files, document));
  }

  /** A version was released when its first file came. */
  private static Listing listing(Map<String, ProjectFile> files, Documents.Document document) {
    var versions = new LinkedHashMap<String, Instant>();
    for (var file : files.values()) {
      var time = time(file.uploadTime());
      versions.merge(
          file.version(), time, (a, b) -> a.equals(Instant.EPOCH) || b.isBefore(a) ? b : a);
    }
    return new Listing(versions, Map.of(), document);
  }

  static Instant time(String text) {
    try {
      return text == null ? Instant.EPOCH : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  @Override
  public Optional<Offer> offer(
      ExternalRepository repository, PackageName name, String version, String asset)
      throws IOException, InterruptedException {
    var files = files(repository, name);
    var file = files.get(asset);
    if (file != null && file.version().equals(version)) {
      return Optional.of(
          new Offer(
              file.url(),
              Expected.sha256(file.sha256()),
              released(file),
              ProjectFiles.adding(asset, file)));
    }
    var subject =
        asset.endsWith(METADATA)
            ? files.get(asset.substring(0, asset.length() - METADATA.length()))
            : null;
    if (subject == null || subject.coreMetadata() == null || !subject.version().equals(version)) {
      return Optional.empty();
    }
    return Optional.of(
        new Offer(
            subject.url() + METADATA,
            Expected.sha256(subject.coreMetadata().isEmpty() ? null : subject.coreMetadata()),
            released(subject),
            null));
  }

  /** A file may come to its version later than the others; null when the index does not say. */
  private static Instant released(ProjectFile file) {
    var time = time(file.uploadTime());
    return time.equals(Instant.EPOCH) ? null : time;
  }
}

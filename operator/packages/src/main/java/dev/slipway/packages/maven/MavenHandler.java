package dev.slipway.packages.maven;

import dev.slipway.packages.cache.Freshness;
import dev.slipway.packages.call.Call;
import dev.slipway.packages.http.DocumentAnswer;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.maven.MavenPaths.ArtifactFile;
import dev.slipway.packages.model.Chain.Candidate;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.FormatHandler;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Serves a repository in the Maven 2 layout. A release never changes; checksums are computed, never
 * stored; metadata is made of what is there.
 */
public final class MavenHandler implements FormatHandler {

  private static final String BINARY = "application/octet-stream";
  private static final String PLAIN = "text/plain";

  /** A client reads a document and then its checksum, which must be that of what it read. */
  private static final Duration SAME_DOCUMENT = Duration.ofSeconds(5);

  private static final int MOST_SERVED = 10_000;

  private record Served(Digests digests, Instant at) {}

  private final Catalog catalog;
  private final Packages packages;
  private final MavenExternal external;
  private final MetadataDocuments documents;
  private final MavenDeployment deployment;
  private final Delivery delivery;
  private final InstantSource clock;
  private final ConcurrentMap<String, Served> served = new ConcurrentHashMap<>();

  public MavenHandler(
      Catalog catalog,
      Packages packages,
      MavenExternal external,
      BlobStore blobs,
      InstantSource clock) {
    this.catalog = catalog;
    this.packages = packages;
    this.external = external;
    this.documents = new MetadataDocuments(catalog, packages, external);
    this.deployment = new MavenDeployment(packages, blobs);
    this.delivery = new Delivery(blobs);
    this.clock = clock;
  }

  @Override
  public Optional<PackageName> subject(RequestPath request) {
    return request.from(0).flatMap(MavenPaths::name);
  }

  @Override
  public void handle(RepositoryView view, RequestPath request, Exchange exchange)
      throws IOException, InterruptedException {
    var path = request.from(0);
    if (path.isEmpty() || path.get().isEmpty()) {
      exchange.answer(404, "write GROUP/ARTIFACT/VERSION/FILE");
      return;
    }
    switch (exchange.method()) {
      case "GET", "HEAD" -> {
        if (!(MavenPaths.metadata(path.get())
            ? metadata(view, path.get(), exchange)
            : file(view, path.get(), exchange))) {
          exchange.answer(404, path.get() + " is not in repository " + view.name());
        }
      }
      case "PUT" -> deployment.put(view, path.get(), exchange);
      default -> refuse(exchange, 405, exchange.method() + " is not known here");
    }
  }

  @Override
  public void refuse(Exchange exchange, int status, String message) throws IOException {
    MavenAnswers.refuse(exchange, status, message);
  }

  private boolean metadata(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    var algorithm = MavenPaths.checksum(path);
    var subject = algorithm == null ? path : MavenPaths.subject(path);
    var key = view.name() + "/" + view.asOf() + "/" + subject;
    if (algorithm != null) {
      var known = served.get(key);
      if (known != null && Freshness.within(known.at(), SAME_DOCUMENT, clock.instant())) {
        exchange.json(200, PLAIN, checksum(known.digests(), algorithm));
        return true;
      }
    }
    var document = documents.find(view, subject);
    if (document.isEmpty()) {
      return false;
    }
    var digests = Hashing.of(document.get());
    if (algorithm != null) {
      exchange.json(200, PLAIN, checksum(digests, algorithm));
      return true;
    }
    if (served.size() > MOST_SERVED) {
      served.clear();
    }
    served.put(key, new Served(digests, clock.instant()));
    Delivery.checksums(digests, exchange);
    new DocumentAnswer(exchange).document("text/xml", document.get(), Delivery.etag(digests));
    return true;
  }

  private boolean file(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    var algorithm = MavenPaths.checksum(path);
    var file = MavenPaths.file(algorithm == null ? path : MavenPaths.subject(path));
    if (file.isEmpty()) {
      return false;
    }
    var found =
        MavenPaths.snapshot(file.get().version()) && view.asOf() == null
            ? changing(view, file.get())
            : packages.asset(view, file.get().name(), file.get().version(), file.get().file());
    if (found.isEmpty()) {
      return false;
    }
    if (algorithm == null) {
      delivery.file(found.get(), BINARY, exchange);
    } else {
      new DocumentAnswer(exchange).known(PLAIN, checksum(Delivery.digests(found.get()), algorithm));
    }
    return true;
  }

  /** A file of a snapshot without a timestamp in its name: the newest that anybody has. */
  private Optional<Packages.Found> changing(RepositoryView view, ArtifactFile file)
      throws IOException, InterruptedException {
    Call.asks(view.name(), file.name(), file.version(), file.file());
    for (var candidate :
        packages.chain(view, file.name()).candidates(Format.maven, file.version())) {
      switch (candidate) {
        case Candidate.Kept kept -> {
          var digests = kept.version().assets().get(file.file());
          if (digests != null) {
            return Optional.of(new Packages.Found.Stored(digests));
          }
        }
        case Candidate.Outside outside -> {
          var upstream = catalog.find(outside.repository()).flatMap(v -> v.external(Format.maven));
          if (upstream.isPresent()) {
            var document = external.document(upstream.get(), file.path());
            if (document.isPresent()) {
              return Optional.of(new Packages.Found.Stored(document.get().digests()));
            }
          }
        }
        case Candidate.Hidden _ -> {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static byte[] checksum(Digests digests, String algorithm) {
    return MavenPaths.value(digests, algorithm).getBytes(StandardCharsets.US_ASCII);
  }
}

package dev.slipway.packages.maven;

import dev.slipway.packages.Catalog;
import dev.slipway.packages.RepositoryView;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.PathIndex;
import dev.slipway.packages.upstream.Remotes;
import dev.slipway.packages.upstream.Remotes.Found;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Serves a repository in the Maven 2 layout: what it holds, then what its upstreams hold, in order,
 * then its remote. A release never changes; checksums are computed, never stored; metadata is made
 * of what is there.
 */
public final class MavenHandler {

  private static final String FORMAT = "maven";
  private static final String FOLDER = FORMAT + "/";
  private static final int LARGEST_METADATA = 8 << 20;

  /** A client reads a document and then its checksum, which must be that of what it read. */
  private static final Duration SAME_DOCUMENT = Duration.ofSeconds(5);

  private static final int MOST_SERVED = 10_000;

  private record Served(Digests digests, Instant at) {}

  private final Catalog catalog;
  private final BlobStore blobs;
  private final PathIndex index;
  private final Remotes remotes;
  private final MetadataDocuments documents;
  private final InstantSource clock;
  private final ConcurrentMap<String, Served> served = new ConcurrentHashMap<>();

  public MavenHandler(
      Catalog catalog, BlobStore blobs, PathIndex index, Remotes remotes, InstantSource clock) {
    this.catalog = catalog;
    this.blobs = blobs;
    this.index = index;
    this.remotes = remotes;
    this.documents = new MetadataDocuments(blobs, index, remotes);
    this.clock = clock;
  }

  public void get(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    try {
      if (!(MavenPaths.metadata(path)
          ? metadata(view, path, exchange)
          : file(view, path, exchange))) {
        exchange.answer(404, path + " is not in repository " + view.name());
      }
    } catch (UpstreamException e) {
      exchange.set("Retry-After", "5");
      exchange.answer(503, e.getMessage());
    }
  }

  private boolean metadata(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    var algorithm = MavenPaths.checksum(path);
    var subject = algorithm == null ? path : MavenPaths.subject(path);
    var key = view.name() + "/" + subject;
    if (algorithm != null) {
      var known = served.get(key);
      if (known != null && clock.instant().isBefore(known.at().plus(SAME_DOCUMENT))) {
        checksum(known.digests(), algorithm, exchange);
        return true;
      }
    }
    var document = documents.find(catalog.chain(view), subject);
    if (document.isEmpty()) {
      return false;
    }
    var digests = Hashing.of(document.get());
    if (algorithm != null) {
      checksum(digests, algorithm, exchange);
      return true;
    }
    if (served.size() > MOST_SERVED) {
      served.clear();
    }
    served.put(key, new Served(digests, clock.instant()));
    headers(digests, exchange);
    exchange.document("text/xml", document.get(), etag(digests));
    return true;
  }

  private boolean file(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    UpstreamException trouble = null;
    for (var member : catalog.chain(view)) {
      try {
        if (member.remote() == null
            ? hosted(member, path, exchange)
            : proxied(member, path, exchange)) {
          return true;
        }
      } catch (UpstreamException e) {
        trouble = e;
      }
    }
    if (trouble != null) {
      throw trouble;
    }
    return false;
  }

  private boolean hosted(RepositoryView member, String path, Exchange exchange) throws IOException {
    var entry = index.get(member.name(), FOLDER + path);
    if (entry.isPresent()) {
      serve(entry.get().digests(), exchange);
      return true;
    }
    var algorithm = MavenPaths.checksum(path);
    if (algorithm == null) {
      return false;
    }
    var subject = index.get(member.name(), FOLDER + MavenPaths.subject(path));
    if (subject.isPresent()) {
      checksum(subject.get().digests(), algorithm, exchange);
    }
    return subject.isPresent();
  }

  private boolean proxied(RepositoryView member, String path, Exchange exchange)
      throws IOException, InterruptedException {
    var found = remotes.find(member, FORMAT, path, MavenPaths.mutable(path));
    if (found.isEmpty()) {
      return false;
    }
    switch (found.get()) {
      case Found.Stored stored -> serve(stored.digests(), exchange);
      case Found.Flowing flowing -> {
        try (var out = exchange.begin(200, flowing.fetch().length())) {
          if (!"HEAD".equals(exchange.method())) {
            flowing.fetch().copyTo(out);
          }
        }
      }
    }
    return true;
  }

  private static void checksum(Digests digests, String algorithm, Exchange exchange)
      throws IOException {
    var bytes = value(digests, algorithm).getBytes(StandardCharsets.US_ASCII);
    exchange.set("Content-Type", "text/plain");
    try (var out = exchange.begin(200, bytes.length)) {
      out.write(bytes);
    }
  }

  private void serve(Digests digests, Exchange exchange) throws IOException {
    var file = blobs.find(digests.digest());
    if (file.isEmpty()) {
      exchange.answer(500, "the store has lost " + digests.digest());
      return;
    }
    headers(digests, exchange);
    exchange.set("Content-Type", "application/octet-stream");
    exchange.file(file.get(), etag(digests));
  }

  /** Newer Mavens take the checksums from here and do not ask for them. */
  private static void headers(Digests digests, Exchange exchange) {
    exchange.set("X-Checksum-Sha1", digests.sha1());
    exchange.set("X-Checksum-Sha256", digests.sha256());
  }

  private static String etag(Digests digests) {
    return "\"" + digests.sha256() + "\"";
  }

  /** Takes a file of a deployment; a release is never replaced. */
  public void put(RepositoryView view, String path, Exchange exchange) throws IOException {
    if (view.remote() != null) {
      exchange.answer(405, "repository " + view.name() + " is a proxy; publish to a hosted one");
      return;
    }
    var algorithm = MavenPaths.checksum(path);
    if (algorithm != null) {
      putChecksum(view, path, algorithm, exchange);
      return;
    }
    if (MavenPaths.metadata(path)) {
      var sent = exchange.body().readNBytes(LARGEST_METADATA + 1);
      if (sent.length > LARGEST_METADATA) {
        exchange.answer(413, "metadata has at most " + LARGEST_METADATA + " bytes");
        return;
      }
      documents.put(view, path, sent, clock.millis());
      exchange.answer(201);
      return;
    }
    var entry = new PathIndex.Entry(blobs.put(exchange.body()), clock.millis());
    if (MavenPaths.mutable(path)) {
      index.put(view.name(), FOLDER + path, entry);
      exchange.answer(201);
      return;
    }
    var old = index.putIfAbsent(view.name(), FOLDER + path, entry);
    if (old.isEmpty()) {
      exchange.answer(201);
    } else if (old.get().digests().equals(entry.digests())) {
      exchange.answer(200);
    } else {
      exchange.answer(409, path + " is published; a release cannot be replaced");
    }
  }

  /** Compares and forgets; that of metadata is of a document that is not kept. */
  private void putChecksum(RepositoryView view, String path, String algorithm, Exchange exchange)
      throws IOException {
    var sent = new String(exchange.body().readNBytes(1024), StandardCharsets.UTF_8).strip();
    if (MavenPaths.metadata(path)) {
      exchange.answer(201);
      return;
    }
    var subject = index.get(view.name(), FOLDER + MavenPaths.subject(path));
    if (subject.isEmpty()) {
      exchange.answer(404, MavenPaths.subject(path) + " is not published yet");
      return;
    }
    if (!sent.split("\\s", 2)[0].equalsIgnoreCase(value(subject.get().digests(), algorithm))) {
      exchange.answer(400, path + " is not the checksum of what was published");
      return;
    }
    exchange.answer(201);
  }

  private static String value(Digests digests, String algorithm) {
    return switch (algorithm) {
      case "sha1" -> digests.sha1();
      case "md5" -> digests.md5();
      case "sha256" -> digests.sha256();
      default -> digests.sha512();
    };
  }
}

package dev.slipway.packages.maven;

import dev.slipway.packages.Catalog;
import dev.slipway.packages.RepositoryView;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Digests;
import dev.slipway.packages.store.PathIndex;
import dev.slipway.packages.upstream.UpstreamException;
import dev.slipway.packages.upstream.Upstreams;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Serves a repository in the Maven 2 layout: what it holds, then what its upstreams hold, in order,
 * then its remote. A file of a release is fetched once and never changes; metadata and snapshots
 * are asked for anew after a minute, and served as they were when the remote does not answer.
 */
public final class MavenHandler {

  private static final Duration FRESH = Duration.ofSeconds(60);
  private static final Duration ABSENT = Duration.ofSeconds(60);
  private static final int MOST_ABSENT = 50_000;
  private static final String FOLDER = "maven/";

  private final Catalog catalog;
  private final BlobStore blobs;
  private final PathIndex index;
  private final Upstreams upstreams;
  private final InstantSource clock;
  private final Counter cache;
  private final ConcurrentMap<String, Instant> absent = new ConcurrentHashMap<>();

  public MavenHandler(
      Catalog catalog,
      BlobStore blobs,
      PathIndex index,
      Upstreams upstreams,
      InstantSource clock,
      CollectorRegistry registry) {
    this.catalog = catalog;
    this.blobs = blobs;
    this.index = index;
    this.upstreams = upstreams;
    this.clock = clock;
    cache =
        Counter.build("slipway_packages_cache_total", "Reads of proxied files.")
            .labelNames("format", "result")
            .register(registry);
  }

  public void get(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    UpstreamException trouble = null;
    for (var member : catalog.chain(view)) {
      try {
        if (member.remote() == null
            ? hosted(member, path, exchange)
            : proxied(member, path, exchange)) {
          return;
        }
      } catch (UpstreamException e) {
        trouble = e;
      }
    }
    if (trouble != null) {
      exchange.set("Retry-After", "5");
      exchange.answer(503, trouble.getMessage());
      return;
    }
    exchange.answer(404, path + " is not in repository " + view.name());
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
    if (subject.isEmpty()) {
      return false;
    }
    var bytes = value(subject.get().digests(), algorithm).getBytes(StandardCharsets.US_ASCII);
    exchange.set("Content-Type", "text/plain");
    try (var out = exchange.begin(200, bytes.length)) {
      out.write(bytes);
    }
    return true;
  }

  private boolean proxied(RepositoryView member, String path, Exchange exchange)
      throws IOException, InterruptedException {
    var entry = index.get(member.name(), FOLDER + path);
    var now = clock.instant();
    if (entry.isPresent()
        && (!MavenPaths.mutable(path) || now.isBefore(entry.get().seen().plus(FRESH)))
        && blobs.find(entry.get().digests().digest()).isPresent()) {
      cache.labels("maven", "hit").inc();
      serve(entry.get().digests(), exchange);
      return true;
    }
    var url = member.remote() + "/" + path;
    var known = absent.get(url);
    if (known != null && now.isBefore(known.plus(ABSENT))) {
      cache.labels("maven", "negative").inc();
      return false;
    }
    var fetch =
        upstreams.fetch(
            member.client(),
            url,
            digests ->
                index.put(
                    member.name(), FOLDER + path, new PathIndex.Entry(digests, clock.millis())));
    try {
      if (!fetch.await()) {
        cache.labels("maven", "miss").inc();
        if (absent.size() > MOST_ABSENT) {
          absent.clear();
        }
        absent.put(url, now);
        return false;
      }
    } catch (UpstreamException e) {
      if (entry.isPresent()) {
        cache.labels("maven", "stale").inc();
        serve(entry.get().digests(), exchange);
        return true;
      }
      throw e;
    }
    cache.labels("maven", "miss").inc();
    if (fetch.digests() != null) {
      serve(fetch.digests(), exchange);
      return true;
    }
    try (var out = exchange.begin(200, fetch.length())) {
      if (!"HEAD".equals(exchange.method())) {
        fetch.copyTo(out);
      }
    }
    return true;
  }

  private void serve(Digests digests, Exchange exchange) throws IOException {
    var file = blobs.find(digests.digest());
    if (file.isEmpty()) {
      exchange.answer(500, "the store has lost " + digests.digest());
      return;
    }
    exchange.set("X-Checksum-Sha1", digests.sha1());
    exchange.set("X-Checksum-Sha256", digests.sha256());
    exchange.set("Content-Type", "application/octet-stream");
    exchange.file(file.get(), "\"" + digests.sha256() + "\"");
  }

  /** Takes a file of a deployment; a release is never replaced. */
  public void put(RepositoryView view, String path, Exchange exchange) throws IOException {
    if (view.remote() != null) {
      exchange.answer(405, "repository " + view.name() + " is a proxy; publish to a hosted one");
      return;
    }
    var algorithm = MavenPaths.checksum(path);
    if (algorithm != null) {
      checksum(view, path, algorithm, exchange);
      return;
    }
    var digests = blobs.put(exchange.body());
    Optional<PathIndex.Entry> old = index.get(view.name(), FOLDER + path);
    if (old.isPresent() && !MavenPaths.mutable(path)) {
      if (old.get().digests().equals(digests)) {
        exchange.answer(200);
        return;
      }
      exchange.answer(409, path + " is published; a release cannot be replaced");
      return;
    }
    index.put(view.name(), FOLDER + path, new PathIndex.Entry(digests, clock.millis()));
    exchange.answer(201);
  }

  private void checksum(RepositoryView view, String path, String algorithm, Exchange exchange)
      throws IOException {
    var sent = new String(exchange.body().readNBytes(1024), StandardCharsets.UTF_8).strip();
    var subject = index.get(view.name(), FOLDER + MavenPaths.subject(path));
    if (subject.isPresent()
        && !sent.split("\\s", 2)[0].equalsIgnoreCase(value(subject.get().digests(), algorithm))) {
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

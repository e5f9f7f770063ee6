package dev.slipway.packages.upstream;

import dev.slipway.packages.RepositoryView;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.PathIndex;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Files of external repositories, kept once they were asked for. A file that never changes is
 * fetched once; one that may change is asked for anew after a minute, and served as it was when the
 * remote does not answer. That there is no such file is believed for a minute. Thread-safe.
 */
public final class Remotes {

  private static final Duration FRESH = Duration.ofSeconds(60);
  private static final Duration ABSENT = Duration.ofSeconds(60);
  private static final int MOST_ABSENT = 50_000;

  /** A file: its bytes are in the store, or still flow in. */
  public sealed interface Found {
    record Stored(Digests digests) implements Found {}

    record Flowing(Fetch fetch) implements Found {}
  }

  private final BlobStore blobs;
  private final PathIndex index;
  private final Upstreams upstreams;
  private final InstantSource clock;
  private final Counter cache;
  private final ConcurrentMap<String, Instant> absent = new ConcurrentHashMap<>();

  public Remotes(
      BlobStore blobs,
      PathIndex index,
      Upstreams upstreams,
      InstantSource clock,
      CollectorRegistry registry) {
    this.blobs = blobs;
    this.index = index;
    this.upstreams = upstreams;
    this.clock = clock;
    cache =
        Counter.build("slipway_packages_cache_total", "Reads of proxied files.")
            .labelNames("format", "result")
            .register(registry);
  }

  /**
   * Finds a file.
   *
   * @param format first part of the file's path in the index
   * @param path the file's path below the remote's address
   * @param mutable whether the bytes at this path may change
   * @return empty when the remote has no such file
   * @throws UpstreamException when the remote cannot be asked and nothing is kept
   */
  public Optional<Found> find(
      RepositoryView repository, String format, String path, boolean mutable)
      throws IOException, InterruptedException {
    var kept = format + "/" + path;
    var entry = index.get(repository.name(), kept);
    var now = clock.instant();
    if (entry.isPresent()
        && (!mutable || now.isBefore(entry.get().seen().plus(FRESH)))
        && blobs.find(entry.get().digests().digest()).isPresent()) {
      cache.labels(format, "hit").inc();
      return Optional.of(new Found.Stored(entry.get().digests()));
    }
    var url = repository.remote() + "/" + RequestPath.encode(path);
    var known = absent.get(url);
    if (known != null && now.isBefore(known.plus(ABSENT))) {
      cache.labels(format, "negative").inc();
      return Optional.empty();
    }
    var fetch =
        upstreams.fetch(
            repository.client(),
            url,
            digests ->
                index.put(repository.name(), kept, new PathIndex.Entry(digests, clock.millis())));
    try {
      if (!fetch.await()) {
        cache.labels(format, "miss").inc();
        believeAbsent(url, now);
        return Optional.empty();
      }
    } catch (UpstreamException e) {
      if (entry.isPresent()) {
        cache.labels(format, "stale").inc();
        return Optional.of(new Found.Stored(entry.get().digests()));
      }
      throw e;
    }
    cache.labels(format, "miss").inc();
    return Optional.of(
        fetch.digests() == null ? new Found.Flowing(fetch) : new Found.Stored(fetch.digests()));
  }

  private void believeAbsent(String url, Instant now) {
    if (absent.size() > MOST_ABSENT) {
      absent.clear();
    }
    absent.put(url, now);
  }
}

package dev.slipway.packages.upstream;

import dev.slipway.packages.cache.Freshness;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.thread.ConnectionThread;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Documents of external repositories that may change, such as lists of versions. One is asked for
 * anew when it was last confirmed a minute ago; whoever asks then waits for the answer, but not
 * long when an older document can be had, and gets that one too when the upstream fails. That there
 * is no document is believed for a minute. Thread-safe.
 */
public final class Documents implements AutoCloseable {

  private static final Duration FRESH = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int MOST_ABSENT = 50_000;

  /** Of a document of any kind, bytes when decoded. */
  public static final int LARGEST = 256 << 20;

  /**
   * A document that was had.
   *
   * @param type the upstream's Content-Type
   * @param file its bytes, decoded
   * @param lastModified when the upstream says that it was changed; null when it does not
   */
  public record Document(Digests digests, String type, Path file, Instant lastModified) {
    public byte[] bytes() throws IOException {
      return Files.readAllBytes(file);
    }
  }

  /**
   * What is asked for.
   *
   * @param accept the Accept header, a part of the document's identity only through its address
   * @param largest bytes when decoded
   */
  public record Kind(String accept, int largest, Belief belief) {}

  private final DocumentBytes bytes;
  private final DocumentIndex index;
  private final Outbound outbound;
  private final InstantSource clock;
  private final Counter reads;
  private final ConcurrentMap<String, Instant> absent = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, CompletableFuture<Optional<Document>>> running =
      new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Documents in a store.
   *
   * @param store folder of the store
   */
  public Documents(
      Path store,
      BlobStore blobs,
      Outbound outbound,
      InstantSource clock,
      CollectorRegistry registry) {
    bytes = new DocumentBytes(blobs);
    this.outbound = outbound;
    this.clock = clock;
    index = new DocumentIndex(store, bytes::intact);
    reads =
        Counter.build("slipway_packages_documents_total", "Reads of external documents.")
            .labelNames("repository", "result")
            .register(registry);
  }

  /** Finds a document of which only this is known: it is no page for people. */
  public Optional<Document> find(ExternalRepository upstream, String url, String accept)
      throws IOException, InterruptedException {
    return find(upstream, url, new Kind(accept, LARGEST, Belief::anything));
  }

  /**
   * Finds a document.
   *
   * @return empty when the upstream has none
   * @throws UpstreamException when the upstream cannot be asked, or answers with something else,
   *     and nothing is kept
   */
  public Optional<Document> find(ExternalRepository upstream, String url, Kind kind)
      throws IOException, InterruptedException {
    return find(upstream, url, kind, () -> {});
  }

  /**
   * Finds a document.
   *
   * @param asking run when the upstream has to be asked, for the first of those who wait for that
   */
  public Optional<Document> find(
      ExternalRepository upstream, String url, Kind kind, Runnable asking)
      throws IOException, InterruptedException {
    var now = clock.instant();
    var key = upstream.repository() + " " + url;
    var entry = index.get(upstream.repository(), url);
    var kept = kept(entry);
    if (kept.isPresent()
        && Freshness.within(Instant.ofEpochMilli(entry.get().seenAt()), FRESH, now)) {
      count(upstream, "hit");
      return kept;
    }
    var known = absent.get(key);
    if (known != null && Freshness.within(known, FRESH, now)) {
      count(upstream, "negative");
      return Optional.empty();
    }
    ConnectionThread.mayWait();
    var asked =
        running.computeIfAbsent(
            key,
            _ -> {
              var future = new CompletableFuture<Optional<Document>>();
              threads.execute(() -> ask(upstream, url, kind, entry, key, future));
              asking.run();
              return future;
            });
    return waited(upstream, asked, kept);
  }

  /** Sees the digest of a document. */
  public interface Each {
    void visit(String digest) throws IOException;
  }

  /** Shows the digest of every document that is kept. */
  public void each(Each each) throws IOException {
    index.each(each);
  }

  private Optional<Document> kept(Optional<DocumentIndex.Entry> entry) throws IOException {
    return entry.isEmpty() ? Optional.empty() : bytes.find(entry.get());
  }

  private void count(ExternalRepository upstream, String result) {
    reads.labels(upstream.repository(), result).inc();
  }

  private Optional<Document> waited(
      ExternalRepository upstream,
      CompletableFuture<Optional<Document>> asked,
      Optional<Document> kept)
      throws IOException, InterruptedException {
    try {
      var found =
          kept.isEmpty() ? asked.get() : asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      count(upstream, "miss");
      return found;
    } catch (TimeoutException e) {
      count(upstream, "stale");
      return kept;
    } catch (ExecutionException e) {
      if (kept.isPresent()) {
        count(upstream, "stale");
        return kept;
      }
      throw UpstreamException.waitedFor(e);
    }
  }

  private void ask(
      ExternalRepository upstream,
      String url,
      Kind kind,
      Optional<DocumentIndex.Entry> entry,
      String key,
      CompletableFuture<Optional<Document>> future) {
    try {
      var found = fetch(upstream, url, kind, entry, key);
      running.remove(key, future);
      future.complete(found);
    } catch (IOException | RuntimeException e) {
      running.remove(key, future);
      future.completeExceptionally(e);
    } catch (InterruptedException e) {
      running.remove(key, future);
      future.completeExceptionally(e);
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Document> fetch(
      ExternalRepository upstream,
      String url,
      Kind kind,
      Optional<DocumentIndex.Entry> entry,
      String key)
      throws IOException, InterruptedException {
    var kept = kept(entry);
    var headers = new LinkedHashMap<>(Map.of("Accept", kind.accept(), "Accept-Encoding", "gzip"));
    if (kept.isPresent()) {
      var known = entry.get();
      if (known.etag() != null) {
        headers.put("If-None-Match", known.etag());
      } else if (known.lastModified() != null) {
        headers.put("If-Modified-Since", known.lastModified());
      }
    }
    var response = outbound.get(upstream, url, headers);
    try (var _ = response.body()) {
      switch (response.status()) {
        case 304 -> {
          if (kept.isEmpty()) {
            throw new UpstreamException(url + " answers 304 to a request without a condition");
          }
          index.put(upstream.repository(), entry.get().seen(clock.millis()));
          return kept;
        }
        case 200 -> {
          var fresh =
              new DocumentIndex.Entry(
                  url,
                  bytes.keep(response, url, kind),
                  clock.millis(),
                  response.headers().firstValue("Content-Type").orElse(""),
                  response.headers().firstValue("ETag").orElse(null),
                  response.headers().firstValue("Last-Modified").orElse(null));
          index.put(upstream.repository(), fresh);
          absent.remove(key);
          return bytes.find(fresh);
        }
        default -> {
          believeAbsent(key);
          return Optional.empty();
        }
      }
    }
  }

  /** Ends what is under way; whoever waits for it gets an exception. */
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }

  private void believeAbsent(String key) {
    if (absent.size() > MOST_ABSENT) {
      absent.clear();
    }
    absent.put(key, clock.instant());
  }
}

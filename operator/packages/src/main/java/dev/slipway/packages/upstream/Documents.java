package dev.slipway.packages.upstream;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.thread.ConnectionThread;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.zip.GZIPInputStream;

/**
 * Documents of external repositories that may change, such as lists of versions. One is asked for
 * anew when it was last confirmed a minute ago; whoever asks then waits for the answer, but not
 * long when an older document can be had, and gets that one too when the upstream fails. That there
 * is no document is believed for a minute. Thread-safe.
 */
public final class Documents {

  private static final Duration FRESH = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int MOST_ABSENT = 50_000;
  private static final int LARGEST = 256 << 20;

  /**
   * A document that was had.
   *
   * @param type the upstream's Content-Type
   * @param file its bytes, decoded
   */
  public record Document(Digests digests, String type, Path file) {
    public byte[] bytes() throws IOException {
      return Files.readAllBytes(file);
    }
  }

  private final BlobStore blobs;
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
    this.blobs = blobs;
    this.outbound = outbound;
    this.clock = clock;
    index = new DocumentIndex(store, this::intact);
    reads =
        Counter.build("slipway_packages_documents_total", "Reads of external documents.")
            .labelNames("repository", "result")
            .register(registry);
  }

  /**
   * Finds a document.
   *
   * @param accept the Accept header, a part of the document's identity only through its address
   * @return empty when the upstream has none
   * @throws UpstreamException when the upstream cannot be asked and nothing is kept
   */
  public Optional<Document> find(ExternalRepository upstream, String url, String accept)
      throws IOException, InterruptedException {
    var now = clock.instant();
    var key = upstream.repository() + " " + url;
    var entry = index.get(upstream.repository(), url);
    var kept = entry.flatMap(this::document);
    if (kept.isPresent() && now.isBefore(Instant.ofEpochMilli(entry.get().seenAt()).plus(FRESH))) {
      count(upstream, "hit");
      return kept;
    }
    var known = absent.get(key);
    if (known != null && now.isBefore(known.plus(FRESH))) {
      count(upstream, "negative");
      return Optional.empty();
    }
    ConnectionThread.mayWait();
    var asked =
        running.computeIfAbsent(
            key,
            _ -> {
              var future = new CompletableFuture<Optional<Document>>();
              threads.execute(() -> ask(upstream, url, accept, entry, key, future));
              return future;
            });
    return waited(upstream, asked, kept);
  }

  private boolean intact(DocumentIndex.Entry entry) throws IOException {
    var digests = entry.digests();
    var file = blobs.find(digests.digest());
    if (file.isEmpty()) {
      return false;
    }
    var hashing = new Hashing();
    try (var in = Files.newInputStream(file.get())) {
      var buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hashing.update(buffer, 0, n);
      }
    }
    if (hashing.digests().equals(digests)) {
      return true;
    }
    blobs.remove(digests.digest());
    return false;
  }

  private void count(ExternalRepository upstream, String result) {
    reads.labels(upstream.repository(), result).inc();
  }

  private Optional<Document> document(DocumentIndex.Entry entry) {
    return blobs
        .find(entry.digests().digest())
        .map(file -> new Document(entry.digests(), entry.type(), file));
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
      throw e.getCause() instanceof UpstreamException u
          ? new UpstreamException(u.getMessage(), u.retryAfter())
          : new UpstreamException(String.valueOf(e.getCause().getMessage()));
    }
  }

  private void ask(
      ExternalRepository upstream,
      String url,
      String accept,
      Optional<DocumentIndex.Entry> entry,
      String key,
      CompletableFuture<Optional<Document>> future) {
    try {
      var found = fetch(upstream, url, accept, entry, key);
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
      String accept,
      Optional<DocumentIndex.Entry> entry,
      String key)
      throws IOException, InterruptedException {
    var kept = entry.flatMap(this::document);
    var headers = new LinkedHashMap<>(Map.of("Accept", accept, "Accept-Encoding", "gzip"));
    if (kept.isPresent()) {
      var known = entry.get();
      if (known.etag() != null) {
        headers.put("If-None-Match", known.etag());
      } else if (known.lastModified() != null) {
        headers.put("If-Modified-Since", known.lastModified());
      }
    }
    var response = outbound.get(upstream, url, headers);
    try (var body = response.body()) {
      switch (response.statusCode()) {
        case 304 -> {
          if (kept.isEmpty()) {
            throw new UpstreamException(url + " answers 304 to a request without a condition");
          }
          index.put(upstream.repository(), entry.get().seen(clock.millis()));
          return kept;
        }
        case 200 -> {
          var encoding = response.headers().firstValue("Content-Encoding").orElse("");
          var digests = store(body, encoding, url);
          var fresh =
              new DocumentIndex.Entry(
                  url,
                  digests,
                  clock.millis(),
                  response.headers().firstValue("Content-Type").orElse(""),
                  response.headers().firstValue("ETag").orElse(null),
                  response.headers().firstValue("Last-Modified").orElse(null));
          index.put(upstream.repository(), fresh);
          absent.remove(key);
          return document(fresh);
        }
        default -> {
          believeAbsent(key);
          return Optional.empty();
        }
      }
    }
  }

  private Digests store(InputStream body, String encoding, String url) throws IOException {
    var in =
        switch (encoding) {
          case "", "identity" -> body;
          case "gzip", "x-gzip" -> new GZIPInputStream(body, 1 << 16);
          default -> throw new UpstreamException(url + " comes encoded as " + encoding);
        };
    return blobs.putForNow(new Bounded(in, LARGEST, url));
  }

  private void believeAbsent(String key) {
    if (absent.size() > MOST_ABSENT) {
      absent.clear();
    }
    absent.put(key, clock.instant());
  }
}

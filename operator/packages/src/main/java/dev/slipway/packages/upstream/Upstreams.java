package dev.slipway.packages.upstream;

import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Brings files in from external repositories: one request for each, however many ask at the same
 * time. Thread-safe.
 */
public final class Upstreams implements AutoCloseable {

  /** Readers get this much of a file only when its digests are known to be right. */
  static final int HELD_BACK = 64 << 10;

  private static final long LAST_SECONDS = 10;

  private final BlobStore blobs;
  private final Outbound outbound;
  private final ConcurrentMap<String, Fetch> running = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public Upstreams(BlobStore blobs, Outbound outbound) {
    this.blobs = blobs;
    this.outbound = outbound;
  }

  /**
   * Starts to fetch an address, or joins those who already do.
   *
   * @param expected what the bytes must be; others are never kept
   */
  public Fetch fetch(ExternalRepository upstream, String url, Expected expected) {
    var key = upstream.repository() + " " + url;
    var fresh = new Fetch();
    var other = running.putIfAbsent(key, fresh);
    if (other != null) {
      return other;
    }
    threads.execute(
        () -> {
          try {
            run(upstream, url, expected, fresh, key);
          } catch (UpstreamException e) {
            running.remove(key, fresh);
            fresh.failed(e);
          } catch (IOException | RuntimeException e) {
            running.remove(key, fresh);
            fresh.failed(new UpstreamException(url + ": " + e.getMessage()));
          } catch (InterruptedException e) {
            running.remove(key, fresh);
            fresh.failed(new UpstreamException(url + ": interrupted"));
            Thread.currentThread().interrupt();
          }
        });
    return fresh;
  }

  private void run(
      ExternalRepository upstream, String url, Expected expected, Fetch fetch, String key)
      throws IOException, InterruptedException {
    var response = outbound.get(upstream, url, Map.of());
    try (InputStream in = response.body()) {
      if (response.statusCode() == 200) {
        receive(in, response.headers(), url, expected, fetch);
        running.remove(key, fetch);
        return;
      }
    }
    // Whoever hears of it and tries again must not join this one.
    running.remove(key, fetch);
    fetch.absent();
  }

  private void receive(
      InputStream in, HttpHeaders headers, String url, Expected indexed, Fetch fetch)
      throws IOException {
    long length = headers.firstValueAsLong("Content-Length").orElse(-1);
    var lastModified = headers.firstValue("Last-Modified").flatMap(Upstreams::date);
    var expected =
        indexed.isEmpty()
            ? Expected.sha1(headers.firstValue("X-Checksum-Sha1").orElse(null))
            : indexed;
    var file = blobs.aside();
    var hashing = new Hashing();
    long heldBack = expected.isEmpty() ? 0 : HELD_BACK;
    try (var out = Files.newOutputStream(file)) {
      fetch.flowing(file, length, lastModified.orElse(null));
      var buffer = new byte[1 << 16];
      long sum = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hashing.update(buffer, 0, n);
        out.write(buffer, 0, n);
        sum += n;
        fetch.more(Math.max(0, sum - heldBack));
      }
      if (length >= 0 && sum != length) {
        throw new IOException("the answer ends after " + sum + " of " + length + " bytes");
      }
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    var digests = hashing.digests();
    var mismatch = expected.mismatch(digests);
    if (mismatch.isPresent()) {
      Files.deleteIfExists(file);
      throw new UpstreamException(url + " is not what it should be: " + mismatch.get());
    }
    fetch.right(digests.size());
    blobs.keep(file, digests);
    fetch.done(blobs.find(digests.digest()).orElseThrow(), digests);
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Waits until what has come is kept; what is still coming in ten seconds is given up. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}

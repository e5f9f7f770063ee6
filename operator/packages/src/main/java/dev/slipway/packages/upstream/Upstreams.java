package dev.slipway.packages.upstream;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.quarantine.Quarantine;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Brings files in from external repositories: one request for each, however many ask at the same
 * time. Thread-safe.
 */
public final class Upstreams implements AutoCloseable {

  /** Readers get this much of a file's end only when nothing speaks against its digests. */
  static final int HELD_BACK = 64 << 10;

  private static final long LARGEST = 5L << 30;
  private static final int BLOCK = 1 << 16;

  /** Has the last word before the end of a file is given to anybody. */
  public interface Gate {
    /** Says why the bytes are refused; empty when they are not. */
    Optional<String> problem(Digests digests) throws IOException;

    /**
     * Hears of bytes that are given to nobody.
     *
     * @param why in words, be it by this or because an index says otherwise
     */
    default void refused(String url, String why, Digests digests) throws IOException {}

    /**
     * Whether a manifest has the file already. Nothing is written down of it then, and after a
     * start nobody would look whether its bytes got to the disk.
     */
    default boolean knownBefore() {
      return false;
    }
  }

  private final BlobStore blobs;
  private final Outbound outbound;
  private final Quarantine quarantine;
  private final ConcurrentMap<String, Fetch> running = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, CompletableFuture<Outbound.Answer>> ahead =
      new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public Upstreams(BlobStore blobs, Outbound outbound, Quarantine quarantine) {
    this.blobs = blobs;
    this.outbound = outbound;
    this.quarantine = quarantine;
  }

  /** For one who may want a file soon. */
  public Ahead ahead() {
    return new Ahead(outbound, threads, ahead);
  }

  /**
   * Starts to fetch an address, or joins those who already do and expect the same.
   *
   * @param expected what the bytes must be; others are never kept
   * @param gate asked once for all who join
   */
  public Fetch fetch(ExternalRepository upstream, String url, Expected expected, Gate gate) {
    var key = upstream.repository() + " " + url + " " + expected;
    var fresh = new Fetch();
    var other = running.putIfAbsent(key, fresh);
    if (other != null) {
      return other;
    }
    var early = Optional.ofNullable(ahead.remove(Ahead.key(upstream, url)));
    threads.execute(
        () -> {
          try {
            run(upstream, url, expected, gate, fresh, key, early);
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

  /** Ends what is under way; whoever waits for it gets an exception. */
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }

  private void run(
      ExternalRepository upstream,
      String url,
      Expected expected,
      Gate gate,
      Fetch fetch,
      String key,
      Optional<CompletableFuture<Outbound.Answer>> early)
      throws IOException, InterruptedException {
    var answer =
        early.isPresent() ? Ahead.taken(early.get()) : outbound.get(upstream, url, Ahead.HEADERS);
    try (var _ = answer.body()) {
      if (answer.status() == 200) {
        receive(upstream, answer, url, expected, gate, fetch, key);
        return;
      }
    }
    // Whoever hears of it and tries again must not join this one.
    running.remove(key, fetch);
    fetch.absent();
  }

  private void receive(
      ExternalRepository upstream,
      Outbound.Answer answer,
      String url,
      Expected indexed,
      Gate gate,
      Fetch fetch,
      String key)
      throws IOException {
    var headers = answer.headers();
    var encoding = headers.firstValue("Content-Encoding").orElse("").strip();
    long length =
        Coded.plain(encoding) ? headers.firstValueAsLong("Content-Length").orElse(-1) : -1;
    var lastModified = HttpDates.parse(headers.firstValue("Last-Modified").orElse(null));
    var expected =
        indexed.isEmpty()
            ? Expected.sha1(headers.firstValue("X-Checksum-Sha1").orElse(null))
            : indexed;
    var path = url.replaceFirst("[?#].*", "");
    var in = new Bounded(Coded.decoded(answer.body(), path, encoding), LARGEST, url);
    var first = in.readNBytes(Magic.BYTES);
    var odd = Magic.problem(path, headers.firstValue("Content-Type").orElse(""), first);
    if (odd.isPresent()) {
      throw new UpstreamException(url + " answers with something else: " + odd.get());
    }
    var file = blobs.aside();
    try {
      var digests = write(first, in, file, length, lastModified, fetch);
      var problem = expected.mismatch(digests);
      if (problem.isEmpty()) {
        problem = gate.problem(digests);
      }
      if (problem.isPresent()) {
        quarantine.take(
            file, new Quarantine.Suspect(upstream.repository(), url, problem.get(), digests));
        gate.refused(url, problem.get(), digests);
        throw UpstreamException.refusing(url + " is not what it should be: " + problem.get());
      }
      if (gate.knownBefore()) {
        blobs.keep(file, digests);
      } else {
        blobs.keepForNow(file, digests);
      }
      // Who comes after the end finds the file in the store, or asks for it anew.
      fetch.done(
          blobs.find(digests.digest()).orElseThrow(), digests, () -> running.remove(key, fetch));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Digests write(
      byte[] first, InputStream in, Path file, long length, Instant lastModified, Fetch fetch)
      throws IOException {
    var hashing = new Hashing();
    try (var out = Files.newOutputStream(file)) {
      fetch.flowing(file, length, lastModified);
      hashing.update(first, 0, first.length);
      out.write(first);
      // One byte more finds the end.
      var buffer = new byte[length < 0 ? BLOCK : (int) Math.min(BLOCK, length + 1)];
      long sum = first.length;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hashing.update(buffer, 0, n);
        out.write(buffer, 0, n);
        sum += n;
        // Of a known length only the end is held back; otherwise each byte may be the last.
        long safe = length < 0 ? sum - HELD_BACK : Math.min(sum, length - HELD_BACK);
        fetch.more(Math.max(0, safe));
      }
      if (length >= 0 && sum != length) {
        throw new IOException("the answer ends after " + sum + " of " + length + " bytes");
      }
    }
    return hashing.digests();
  }
}

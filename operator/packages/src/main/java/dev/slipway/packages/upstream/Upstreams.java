package dev.slipway.packages.upstream;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Brings files in from upstreams: one request for each, however many ask at the same time.
 * Thread-safe.
 */
public final class Upstreams {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Told when a file is whole, before the readers are. */
  public interface Arrived {
    void arrived(Digests digests) throws IOException;
  }

  private final BlobStore blobs;
  private final ConcurrentMap<String, Fetch> running = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Histogram latency;

  public Upstreams(BlobStore blobs, CollectorRegistry registry) {
    this.blobs = blobs;
    latency =
        Histogram.build("slipway_packages_upstream_seconds", "Time to an upstream's first byte.")
            .buckets(0.02, 0.1, 0.5, 2, 10, 60)
            .register(registry);
  }

  /** Starts to fetch an address, or joins those who already do. */
  public Fetch fetch(HttpClient client, String url, Arrived arrived) {
    var fresh = new Fetch();
    var other = running.putIfAbsent(url, fresh);
    if (other != null) {
      return other;
    }
    threads.execute(
        () -> {
          try {
            run(client, url, fresh, arrived);
          } catch (IOException | RuntimeException e) {
            running.remove(url, fresh);
            fresh.failed(url + ": " + e.getMessage());
          } catch (InterruptedException e) {
            running.remove(url, fresh);
            fresh.failed(url + ": interrupted");
            Thread.currentThread().interrupt();
          }
        });
    return fresh;
  }

  private void run(HttpClient client, String url, Fetch fetch, Arrived arrived)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).GET().build();
    var timer = latency.startTimer();
    var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    timer.observeDuration();
    try (InputStream in = response.body()) {
      if (response.statusCode() == 200) {
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        receive(in, length, fetch, arrived);
        running.remove(url, fetch);
        return;
      }
    }
    // Whoever hears of a failure and tries again must not join this one.
    running.remove(url, fetch);
    switch (response.statusCode()) {
      case 404, 410 -> fetch.absent();
      default -> fetch.failed(url + " answers with status " + response.statusCode());
    }
  }

  private void receive(InputStream in, long length, Fetch fetch, Arrived arrived)
      throws IOException {
    var file = blobs.aside();
    var hashing = new Hashing();
    try (var out = Files.newOutputStream(file)) {
      fetch.flowing(file, length);
      var buffer = new byte[1 << 16];
      long sum = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hashing.update(buffer, 0, n);
        out.write(buffer, 0, n);
        sum += n;
        fetch.more(sum);
      }
      if (length >= 0 && sum != length) {
        throw new IOException("the answer ends after " + sum + " of " + length + " bytes");
      }
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    var digests = hashing.digests();
    blobs.keep(file, digests);
    arrived.arrived(digests);
    fetch.done(blobs.find(digests.digest()).orElseThrow(), digests);
  }
}

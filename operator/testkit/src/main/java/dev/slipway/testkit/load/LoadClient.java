package dev.slipway.testkit.load;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks one address all the time: one half of its workers on a new connection for each request, the
 * other half on connections that are kept. It never asks twice for one answer: whatever goes wrong
 * is a failure that somebody would have seen.
 */
public final class LoadClient implements AutoCloseable {

  private static final int MOST_FAILURES = 100;
  private static final int OK = 200;
  private static final Connection.Question QUESTION = Connection.Question.get("/");

  /**
   * What came of it.
   *
   * @param requests answered or not
   * @param failures one line each, the first hundred
   * @param revisions how many answers had which value in the revision header
   */
  public record Result(long requests, List<String> failures, Map<String, Long> revisions) {}

  private final String host;
  private final int port;
  private final String header;
  private final long pause;
  private final List<Thread> workers = new ArrayList<>();
  private final AtomicLong requests = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final ConcurrentMap<String, AtomicLong> revisions = new ConcurrentHashMap<>();
  private volatile boolean running = true;

  /**
   * @param header response header that names the revision
   * @param workers even number of requests under way at the same time
   * @param perSecond requests a second of all workers together
   */
  public LoadClient(String host, int port, String header, int workers, int perSecond) {
    this.host = host;
    this.port = port;
    this.header = header.toLowerCase(Locale.ROOT);
    this.pause = Duration.ofSeconds(1).toNanos() * workers / perSecond;
    for (int i = 0; i < workers; i++) {
      boolean kept = i % 2 == 0;
      this.workers.add(Thread.ofVirtual().name("load-" + i).start(() -> work(kept)));
    }
  }

  private void work(boolean kept) {
    var next = System.nanoTime() + (long) (Math.random() * pause);
    try (var connection = new Connection(host, port, kept)) {
      while (running) {
        LockSupport.parkNanos(next - System.nanoTime());
        next += pause;
        requests.incrementAndGet();
        ask(connection);
      }
    }
  }

  private void ask(Connection connection) {
    String failure;
    try {
      var answer = connection.ask(QUESTION);
      if (answer.status() == OK) {
        var revision = answer.headers().getOrDefault(header, "");
        revisions.computeIfAbsent(revision, k -> new AtomicLong()).incrementAndGet();
        return;
      }
      failure = "status " + answer.status();
    } catch (IOException e) {
      failure = e.getMessage();
    }
    if (failures.size() < MOST_FAILURES) {
      failures.add(Instant.now() + " " + failure);
    }
  }

  public long requests() {
    return requests.get();
  }

  /** Ends all workers and returns what came of it. */
  public Result stop() {
    running = false;
    try {
      for (var worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var counts = new TreeMap<String, Long>();
    revisions.forEach((k, v) -> counts.put(k, v.get()));
    return new Result(requests.get(), List.copyOf(failures), counts);
  }

  @Override
  public void close() {
    stop();
  }
}

package dev.slipway.packages.store.s3;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Client.Write;
import dev.slipway.packages.store.ManifestJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The objects of the change log, {@code log/NUMBER}, and {@code log/head}, which says where it
 * begins. Old entries are removed by anybody: first the beginning is moved, then they go, so that a
 * reader never takes a removed entry for the log's end. Thread-safe.
 */
final class LogObjects {

  /** Entries are kept for longer than any replica goes on without having seen the end. */
  static final Duration KEPT = Duration.ofHours(1);

  /** How many entries are removed together. */
  static final int STEP = 100;

  /** How many entries before the end a replica hears of when it starts. */
  private static final int HEARD_AGAIN = 200;

  private static final int READ_AT_ONCE = 8;

  /**
   * Where the log begins.
   *
   * @param oldest the first entry that may be read
   * @param removed the first entry that may still be there
   */
  record Head(long oldest, long removed) {}

  private final ObjectMapper json = ManifestJson.mapper();
  private final S3Client client;
  private final String prefix;

  LogObjects(S3Client client, String prefix) {
    this.client = client;
    this.prefix = prefix + "log/";
  }

  String key(long number) {
    return prefix + "%016d".formatted(number);
  }

  private String head() {
    return prefix + "head";
  }

  private Head read(byte[] bytes) throws IOException {
    return json.readValue(bytes, Head.class);
  }

  private boolean exists(long number) throws IOException {
    return client.get(key(number), 0, 1).isPresent();
  }

  /** The first entry that may be read. */
  long oldest() throws IOException {
    var found = client.get(head());
    return found.isEmpty() ? 0 : read(found.get().bytes()).oldest();
  }

  /** The number after the last entry; looked for again when the log was shortened meanwhile. */
  long end() throws IOException {
    while (true) {
      long oldest = oldest();
      long end = end(oldest);
      if (oldest() == oldest) {
        return end;
      }
    }
  }

  /** Looks in steps that double and then halve. */
  private long end(long oldest) throws IOException {
    long there = oldest - 1;
    long step = 1;
    while (exists(there + step)) {
      there += step;
      step *= 2;
    }
    long absent = there + step;
    while (absent - there > 1) {
      long middle = there + (absent - there) / 2;
      if (exists(middle)) {
        there = middle;
      } else {
        absent = middle;
      }
    }
    return absent;
  }

  /** The last entries before a number that are still there. */
  Map<Long, LogEntry> before(long end) throws IOException {
    return between(Math.max(oldest(), end - HEARD_AGAIN), end);
  }

  /** The entries from a number on, to before another, that are still there. */
  Map<Long, LogEntry> between(long from, long to) throws IOException {
    var entries = new TreeMap<Long, LogEntry>();
    try (var threads = Executors.newFixedThreadPool(READ_AT_ONCE, Thread.ofVirtual().factory())) {
      var reads = new ArrayList<Future<Map.Entry<Long, LogEntry>>>();
      for (long n = from; n < to; n++) {
        reads.add(threads.submit(read(n)));
      }
      for (var read : reads) {
        var entry = read.get();
        if (entry != null) {
          entries.put(entry.getKey(), entry.getValue());
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the change log was read", e);
    }
    return entries;
  }

  private Callable<Map.Entry<Long, LogEntry>> read(long number) {
    return () -> {
      var found = client.get(key(number));
      return found.isEmpty() ? null : Map.entry(number, LogEntry.read(found.get().bytes()));
    };
  }

  /** Keeps elsewhere what is wanted of entries that are about to go. */
  interface Keeping {
    void keep(Collection<LogEntry> entries) throws IOException;
  }

  /** Removes entries that were written long enough ago. */
  void shorten(Instant now, Keeping keeping) throws IOException {
    while (true) {
      var found = client.get(head());
      var head = found.isEmpty() ? new Head(0, 0) : read(found.get().bytes());
      var next = client.get(key(head.oldest() + STEP));
      boolean old =
          next.isPresent()
              && Instant.ofEpochMilli(LogEntry.read(next.get().bytes()).at())
                  .isBefore(now.minus(KEPT));
      if (!old && head.removed() == head.oldest()) {
        return;
      }
      var moved = old ? new Head(head.oldest() + STEP, head.removed()) : head;
      if (old) {
        var entries = between(head.oldest(), head.oldest() + STEP);
        if (entries.size() < STEP) {
          // Somebody else is removing them.
          return;
        }
        keeping.keep(entries.values());
        Condition condition =
            found.isEmpty() ? new Condition.Absent() : new Condition.Same(found.get().etag());
        if (!(client.put(head(), json.writeValueAsBytes(moved), condition) instanceof Write.Done)) {
          return;
        }
      }
      for (long n = moved.removed(); n < moved.oldest(); n++) {
        client.delete(key(n));
      }
      removed(moved);
    }
  }

  /** Remembers that entries are gone; when somebody else has moved the head, he sees to it. */
  private void removed(Head moved) throws IOException {
    var found = client.get(head());
    if (found.isPresent() && read(found.get().bytes()).equals(moved)) {
      client.put(
          head(),
          json.writeValueAsBytes(new Head(moved.oldest(), moved.oldest())),
          new Condition.Same(found.get().etag()));
    }
  }
}

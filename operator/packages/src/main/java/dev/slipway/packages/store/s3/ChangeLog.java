package dev.slipway.packages.store.s3;

import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.Retry;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Client.Write;
import dev.slipway.packages.s3.S3Exception;
import dev.slipway.packages.store.s3.LogEntry.Announcement;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How replicas hear of each other's changes: objects with numbers that have no gap, each written
 * only where none is. Whoever reads on until there is none has heard of everything, and no list is
 * needed, which may be old. Thread-safe.
 */
final class ChangeLog {

  /** How old the last look at the log's end may be for what is remembered to be believed. */
  static final Duration CURRENT = Duration.ofSeconds(1);

  private static final int ATTEMPTS = 12;

  /** Hears of changes, in order. */
  interface Listener {
    void changed(long number, Announcement change);
  }

  private record Waiting(Announcement change, CompletableFuture<Void> written) {}

  private final S3Client client;
  private final S3Client hasty;
  private final LogObjects objects;
  private final InstantSource clock;
  private final Listener listener;
  private final Records records;
  private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final ReentrantLock turn = new ReentrantLock();
  private final AtomicLong position = new AtomicLong();
  private volatile Instant seenAt = Instant.EPOCH;
  private volatile long seenNanos = System.nanoTime() - CURRENT.toNanos();

  ChangeLog(
      S3Client client,
      LogObjects objects,
      Records records,
      InstantSource clock,
      Listener listener) {
    this.records = records;
    this.client = client;
    hasty = client.with(Retry.ONCE);
    this.objects = objects;
    this.clock = clock;
    this.listener = listener;
  }

  /** The number of the first entry that has not been heard of. */
  long position() {
    return position.get();
  }

  /** Whether everything that was announced a second ago has been heard of. */
  boolean current() {
    return System.nanoTime() - seenNanos < CURRENT.toNanos();
  }

  /** When the end of the log was last seen. */
  Instant seenAt() {
    return seenAt;
  }

  private void seen(long nanos) {
    seenAt = clock.instant();
    seenNanos = nanos;
  }

  /** Goes to the end; what was announced shortly before is heard of as well. */
  void open() throws IOException {
    turn.lock();
    try {
      long now = System.nanoTime();
      long end = objects.end();
      position.set(end);
      for (var entry : objects.before(end).entrySet()) {
        hear(entry.getKey(), entry.getValue());
      }
      records.opened();
      seen(now);
    } finally {
      turn.unlock();
    }
  }

  /** Announces a change; the other replicas can hear of it when this returns. */
  void announce(Announcement change) throws IOException {
    var waiting = new Waiting(change, new CompletableFuture<>());
    queue.add(waiting);
    turn.lock();
    try {
      if (!waiting.written().isDone()) {
        write();
      }
      waiting.written().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof S3Exception s ? s : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a change was announced");
    } finally {
      turn.unlock();
    }
  }

  /** Hears of what is new, and announces what could not be announced before. */
  void poll() throws IOException {
    turn.lock();
    try {
      if (!queue.isEmpty()) {
        write();
      }
      long now;
      do {
        now = System.nanoTime();
      } while (next(hasty));
      seen(now);
    } finally {
      turn.unlock();
    }
  }

  /** Hears of one entry; whether there was one. */
  private boolean next(S3Client asked) throws IOException {
    var object = asked.get(objects.key(position.get()));
    if (object.isEmpty()) {
      return false;
    }
    hear(position.get(), LogEntry.read(object.get().bytes()));
    position.incrementAndGet();
    return true;
  }

  private void hear(long number, LogEntry entry) throws IOException {
    records.heard(entry);
    entry.changes().forEach(change -> listener.changed(number, change));
  }

  /** Writes one entry of what waits; what cannot be written is written with a later one. */
  private void write() throws IOException {
    var batch = new ArrayList<Waiting>();
    for (var next = queue.poll(); next != null; next = queue.poll()) {
      batch.add(next);
    }
    var changes = batch.stream().map(Waiting::change).toList();
    try {
      append(UUID.randomUUID().toString(), changes);
      batch.forEach(w -> w.written().complete(null));
    } catch (IOException | RuntimeException e) {
      batch.forEach(w -> w.written().completeExceptionally(e));
      changes.forEach(c -> queue.add(new Waiting(c, new CompletableFuture<>())));
      throw e;
    }
  }

  private void append(String id, List<Announcement> changes) throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      long now = System.nanoTime();
      var news = changes.stream().map(records::news).toList();
      var entry = new LogEntry(id, clock.millis(), records.last(), news);
      var written = client.put(objects.key(position.get()), entry.bytes(), new Condition.Absent());
      if (written instanceof Write.Done) {
        hear(position.get(), entry);
        position.incrementAndGet();
        seen(now);
        return;
      }
      // Somebody else was faster, or this one's answer was lost on its way.
      boolean other = false;
      for (var there = client.get(objects.key(position.get()));
          there.isPresent();
          there = client.get(objects.key(position.get()))) {
        var found = LogEntry.read(there.get().bytes());
        hear(position.get(), found);
        position.incrementAndGet();
        other = true;
        if (found.id().equals(entry.id())) {
          return;
        }
      }
      if (!other) {
        LockSupport.parkNanos(
            Retry.pause(attempt, ThreadLocalRandom.current().nextDouble()).toNanos());
      }
    }
    throw new S3Exception(
        objects.key(position.get())
            + ": the store refuses to write the change log; others see the change in a moment");
  }
}

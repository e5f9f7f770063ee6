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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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

  /** How often a store may refuse an entry whose place is free. */
  private static final int REFUSALS = 12;

  /** How long others may be faster. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Another replica needs two requests to come next; in the time of three it has had its turn. */
  private static final int COURTESY = 3;

  /** Who is somewhat farther from the store must be able to read faster than this one writes. */
  static final Duration SHORTEST_COURTESY = Duration.ofMillis(20);

  private static final Duration LONGEST_COURTESY = Duration.ofMillis(250);

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
  private final Duration patience;
  private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final ReentrantLock turn = new ReentrantLock();
  private final AtomicLong position = new AtomicLong();

  /** Until when others write first; under the turn. */
  private long othersFirst = System.nanoTime();

  private volatile Instant seenAt = Instant.EPOCH;
  private volatile long seenNanos = System.nanoTime() - CURRENT.toNanos();

  ChangeLog(
      S3Client client,
      LogObjects objects,
      Records records,
      InstantSource clock,
      Listener listener) {
    this(client, objects, records, clock, listener, PATIENCE);
  }

  /**
   * @param patience how long others may be faster
   */
  ChangeLog(
      S3Client client,
      LogObjects objects,
      Records records,
      InstantSource clock,
      Listener listener,
      Duration patience) {
    this.records = records;
    this.client = client;
    hasty = client.with(Retry.ONCE);
    this.objects = objects;
    this.clock = clock;
    this.listener = listener;
    this.patience = patience;
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
    announce(List.of(change));
  }

  /** Announces changes in their order. */
  void announce(List<Announcement> changes) throws IOException {
    var all = changes.stream().map(c -> new Waiting(c, new CompletableFuture<>())).toList();
    queue.addAll(all);
    turn.lock();
    try {
      // Whatever is written was in the queue in this order.
      if (!all.getLast().written().isDone()) {
        write();
      }
      for (var waiting : all) {
        waiting.written().get();
      }
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
    hear(hasty);
  }

  /** Hears of everything that was announced before; who needs that waits for it. */
  void hear() throws IOException {
    hear(client);
  }

  private void hear(S3Client asked) throws IOException {
    turn.lock();
    try {
      if (!queue.isEmpty()) {
        write();
      }
      long now;
      do {
        now = System.nanoTime();
      } while (read(asked).isPresent());
      seen(now);
    } finally {
      turn.unlock();
    }
  }

  /** Hears of the entry at the position and goes on to the next; empty at the end. */
  private Optional<LogEntry> read(S3Client asked) throws IOException {
    var object = asked.get(objects.key(position.get()));
    if (object.isEmpty()) {
      return Optional.empty();
    }
    var entry = LogEntry.read(object.get().bytes());
    hear(position.get(), entry);
    position.incrementAndGet();
    return Optional.of(entry);
  }

  private void hear(long number, LogEntry entry) throws IOException {
    records.heard(entry);
    entry.changes().forEach(change -> listener.changed(number, change));
  }

  /** Writes one entry of what waits; what cannot be written is written with a later one. */
  private void write() throws IOException {
    LockSupport.parkNanos(othersFirst - System.nanoTime());
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
    long began = System.nanoTime();
    boolean behind = true;
    boolean free = false;
    int refused = 0;
    while (refused < REFUSALS && early(began)) {
      long now = System.nanoTime();
      var news = news(changes);
      var entry = new LogEntry(id, clock.millis(), records.last(), news);
      var written = client.put(objects.key(position.get()), entry.bytes(), new Condition.Absent());
      if (written instanceof Write.Done) {
        hear(position.get(), entry);
        position.incrementAndGet();
        seen(now);
        letOthersWrite(System.nanoTime() - now);
        return;
      }
      // Somebody else was faster, or this one's answer was lost on its way.
      long asked = System.nanoTime();
      var found = read(client);
      free = found.isEmpty();
      if (free) {
        refused++;
        var part = ThreadLocalRandom.current().nextDouble();
        LockSupport.parkNanos(Retry.pause(refused, part).toNanos());
      }
      while (found.isPresent()) {
        if (found.get().id().equals(id)) {
          letOthersWrite(System.nanoTime() - asked);
          return;
        }
        // Who is behind reads to the end, once; who then is beaten again loses no time with it.
        found = behind && early(began) ? read(client) : Optional.empty();
      }
      behind = false;
    }
    throw new S3Exception(
        objects.key(position.get())
            + (free
                ? ": the store refuses to write the change log, though nobody else has written it"
                : ": other replicas wrote the change log first for "
                    + patience.toSeconds()
                    + " seconds")
            + "; the change was made, and others see it in some seconds; try again");
  }

  /** Of what several say, and of what all have heard, nothing is recorded again. */
  private List<Announcement> news(List<Announcement> changes) {
    var said = new HashSet<String>();
    return changes.stream()
        .map(records::news)
        .map(c -> c.recorded() == null || said.add(c.recorded()) ? c : c.withoutRecords())
        .toList();
  }

  private boolean early(long began) {
    return System.nanoTime() - began < patience.toNanos();
  }

  /**
   * Whoever wrote last is first to know the next place, and would keep all others out. What waits
   * meanwhile shares the next entry.
   */
  private void letOthersWrite(long requestNanos) {
    long pause =
        Math.clamp(
            COURTESY * requestNanos, SHORTEST_COURTESY.toNanos(), LONGEST_COURTESY.toNanos());
    // Not always the same, so that two never keep step.
    var longer = 1 + ThreadLocalRandom.current().nextDouble() / 2;
    othersFirst = System.nanoTime() + (long) (pause * longer);
  }
}

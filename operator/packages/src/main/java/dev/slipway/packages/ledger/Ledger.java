package dev.slipway.packages.ledger;

import dev.slipway.packages.call.Call;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.ledger.PullStore.Place;
import dev.slipway.packages.store.s3.Shared;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who pulled what. A request only leaves a note in memory; once a second the notes are written, or
 * every ten seconds to a bucket, so that a process which is killed loses those of that time. Who
 * gets the same file many times meanwhile stands there once. Thread-safe.
 */
public final class Ledger implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final int MOST_WAITING = 200_000;

  /**
   * Pulls that were found.
   *
   * @param next where to go on; empty when there are no more
   */
  public record Page(List<Pull> pulls, Optional<String> next) {}

  /** What waits to be written. */
  private record Note(Optional<Caller> caller, Call.Given given) {
    /** Of what tells notes apart most; texts remember theirs. */
    @Override
    public int hashCode() {
      return 31 * given.digest().hashCode()
          + (caller.isEmpty() ? 0 : caller.get().pod().hashCode());
    }
  }

  /**
   * Since when it waits.
   *
   * @param turn tells the order in one moment
   */
  private record Since(Instant time, long turn) {}

  private final PullStore files;
  private final InstantSource clock;
  private final int days;
  private final Counter lost;
  private final ConcurrentMap<Note, Since> waiting = new ConcurrentHashMap<>();
  private final AtomicLong turns = new AtomicLong();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread writer = Thread.ofPlatform().name("ledger").daemon().unstarted(this::run);
  private LocalDate tidied = LocalDate.MIN;

  /**
   * Opens a ledger.
   *
   * @param days how long pulls are kept, at least 1
   */
  public Ledger(Path folder, int days, InstantSource clock, CollectorRegistry registry)
      throws IOException {
    this(new PullFiles(folder), days, clock, registry);
  }

  /**
   * Opens the ledger of a bucket, which replicas share: each finds what all have written, and they
   * write what waits every ten seconds.
   *
   * @param days how long pulls are kept, at least 1
   */
  public Ledger(Shared shared, int days, InstantSource clock, CollectorRegistry registry) {
    this(new PullObjects(shared, clock), days, clock, registry);
  }

  private Ledger(PullStore files, int days, InstantSource clock, CollectorRegistry registry) {
    if (days < 1) {
      throw new IllegalArgumentException("pulls are kept for at least 1 day, not for " + days);
    }
    this.files = files;
    this.clock = clock;
    this.days = days;
    lost =
        Counter.build("slipway_packages_pulls_lost_total", "Pulls that the ledger does not have.")
            .register(registry);
    writer.start();
  }

  /** Notes what was given out in a call. */
  public void add(Call call) {
    if (call.given().isEmpty()) {
      return;
    }
    if (waiting.size() >= MOST_WAITING) {
      lost.inc(call.given().size());
      return;
    }
    for (var given : call.given()) {
      var note = new Note(call.caller(), given);
      if (!waiting.containsKey(note)) {
        waiting.putIfAbsent(note, new Since(clock.instant(), turns.incrementAndGet()));
      }
    }
  }

  private void run() {
    try {
      while (!closing.await(files.pause().toMillis(), TimeUnit.MILLISECONDS)) {
        flush();
      }
      flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Writes what waits; what cannot be written is lost, for packages matter more than the ledger.
   */
  private synchronized void flush() {
    var byDay = new TreeMap<LocalDate, List<Pull>>();
    drain()
        .forEach(
            note ->
                byDay
                    .computeIfAbsent(day(note.getValue().time()), _ -> new ArrayList<>())
                    .add(
                        Pull.of(
                            note.getValue().time(),
                            note.getKey().caller(),
                            note.getKey().given())));
    for (var day : byDay.entrySet()) {
      try {
        files.append(day.getKey(), day.getValue());
      } catch (IOException e) {
        lost.inc(day.getValue().size());
        LOG.warn("{} pulls are lost for the ledger: {}", day.getValue().size(), e.getMessage());
      }
    }
    var today = day(clock.instant());
    if (!today.equals(tidied)) {
      try {
        files.forget(today.minusDays(days - 1L));
        tidied = today;
      } catch (IOException e) {
        LOG.warn("old pulls cannot be removed: {}", e.getMessage());
      }
    }
  }

  /** Takes what waits, in its order. */
  private List<Map.Entry<Note, Since>> drain() {
    var notes = new ArrayList<Map.Entry<Note, Since>>();
    for (var note : waiting.keySet()) {
      notes.add(Map.entry(note, waiting.remove(note)));
    }
    notes.sort(Comparator.comparingLong(n -> n.getValue().turn()));
    return notes;
  }

  private static LocalDate day(Instant time) {
    return time.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /**
   * Finds pulls, those of the last second included, in their order.
   *
   * @param after where a page before ended; empty for the first
   * @throws IllegalArgumentException when it is no such place
   */
  public Page find(PullQuery query, Optional<String> after, int most) throws IOException {
    flush();
    var from =
        after.isEmpty()
            ? Place.of(query)
            : Place.parse(after.get())
                .orElseThrow(() -> new IllegalArgumentException(after.get() + " is no token"));
    var found = new ArrayList<Pull>();
    var end = new ArrayList<Place>();
    files.read(
        query,
        from,
        (pull, next) -> {
          found.add(pull);
          if (found.size() < most) {
            return true;
          }
          end.add(next);
          return false;
        });
    return new Page(found, end.stream().findFirst().map(Place::toString));
  }

  /** Ends when what waits is written. */
  @Override
  public void close() {
    closing.countDown();
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

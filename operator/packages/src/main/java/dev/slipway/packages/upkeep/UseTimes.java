package dev.slipway.packages.upkeep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * When blobs were used last, to the minute. Uses gather in memory and are written by {@link
 * #flush}; when the process is killed, those of the last minute are lost. Thread-safe.
 */
final class UseTimes {

  private static final Duration REMEMBERED = Duration.ofMinutes(15);
  private static final long MINUTE = 60_000;

  private final Table table;
  private final InstantSource clock;
  private final ConcurrentMap<Long, Long> recent = new ConcurrentHashMap<>();
  private long flushed;

  UseTimes(Table table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
  }

  /** Removes something. */
  interface Removal {
    boolean run() throws IOException;
  }

  /** Minutes since 1970. */
  static int minute(Instant time) {
    return (int) (time.toEpochMilli() / MINUTE);
  }

  static Instant instant(int minute) {
    return Instant.ofEpochMilli(minute * MINUTE);
  }

  void used(String digest) {
    long key = DigestTable.key(digest);
    if (key != 0) {
      recent.put(key, clock.millis());
    }
  }

  /**
   * Does something to a blob that nobody has used since a time, as far as the last quarter of an
   * hour goes; whoever uses it at the same moment comes before that or after it.
   *
   * @return false when it was used
   */
  boolean ifUnused(String digest, Instant since, Removal removal) throws IOException {
    var done = new boolean[1];
    try {
      recent.compute(
          DigestTable.key(digest),
          (_, used) -> {
            if (used != null && used > since.toEpochMilli()) {
              return used;
            }
            try {
              done[0] = removal.run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return used;
          });
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
    return done[0];
  }

  /** Writes what was used since the last time. */
  synchronized void flush() throws IOException {
    long now = clock.millis();
    long forgotten = now - REMEMBERED.toMillis();
    var fresh = new DigestTable();
    recent.forEach(
        (key, time) -> {
          if (time >= flushed) {
            fresh.raise(key, minute(Instant.ofEpochMilli(time)));
          }
        });
    table.append(fresh);
    flushed = now;
    recent.values().removeIf(time -> time < forgotten);
  }

  /**
   * The minute of each blob's last use.
   *
   * @param toReplace whether {@link #replace} follows
   */
  synchronized DigestTable load(boolean toReplace) throws IOException {
    var all = table.read(toReplace);
    recent.forEach((key, time) -> all.raise(key, minute(Instant.ofEpochMilli(time))));
    return all;
  }

  /** Keeps what a table says and forgets all other blobs. */
  synchronized void replace(DigestTable all) throws IOException {
    table.replace(all);
    flushed = 0;
  }
}

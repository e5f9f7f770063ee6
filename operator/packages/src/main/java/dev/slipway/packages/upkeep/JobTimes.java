package dev.slipway.packages.upkeep;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * When jobs were begun last. Where replicas take turns it is written down; then the first look of
 * all waits for five minutes, so that replicas of an older version are gone by then.
 */
final class JobTimes {

  private static final Set<String> JOBS = Set.of("retention", "round", "scrub");

  private static final Duration FIRST = Duration.ofMinutes(55);

  private final Notes notes;
  private final boolean shared;
  private final InstantSource clock;
  private final Map<String, Instant> last = new HashMap<>();

  JobTimes(Notes notes, boolean shared, InstantSource clock) {
    this.notes = notes;
    this.shared = shared;
    this.clock = clock;
  }

  /** Whether a job was not begun for so long. */
  boolean due(String job, Duration each, Instant now) {
    return !last(job, now).plus(each).isAfter(now);
  }

  private Instant last(String job, Instant now) {
    if (!shared) {
      return last.getOrDefault(job, Instant.EPOCH);
    }
    try {
      var text = notes.read("begun-" + job);
      if (text.isEmpty()) {
        // As if it was begun nearly an hour ago.
        notes.write("begun-" + job, now.minus(FIRST).toString());
        return now.minus(FIRST);
      }
      return Instant.parse(text);
    } catch (IOException | DateTimeException e) {
      return now;
    }
  }

  void begun(String job) throws IOException {
    if (!JOBS.contains(job)) {
      return;
    }
    last.put(job, clock.instant());
    if (shared) {
      notes.write("begun-" + job, clock.instant().toString());
    }
  }
}

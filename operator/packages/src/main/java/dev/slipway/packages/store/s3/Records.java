package dev.slipway.packages.store.s3;

import dev.slipway.packages.store.RecordLog;
import dev.slipway.packages.store.s3.LogEntry.Announcement;
import dev.slipway.packages.thread.Arrivals;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The records that the change log carries. An entry says how many were before it, so their numbers
 * are the same for all who read. The newest are in memory, older ones are read from the log, and
 * those of entries that are gone from {@link RecordSegments}. Thread-safe.
 */
final class Records implements RecordLog {

  private static final int MOST_BYTES = 4 << 20;
  private static final int MOST_TEXTS = 10_000;
  private static final Duration OLDEST = Duration.ofSeconds(30);
  private static final int ENTRIES_AT_ONCE = 50;

  private final LogObjects objects;
  private final RecordSegments segments;
  private final ReentrantLock lock = new ReentrantLock();
  private final Arrivals arrivals = new Arrivals(this::last);

  /** The newest, without a gap. */
  private final TreeMap<Long, String> newest = new TreeMap<>();

  private final Set<String> texts = new LinkedHashSet<>();

  private record Oldest(long number, long at) {}

  private volatile Oldest oldest;
  private long bytes;
  private volatile long last;

  Records(LogObjects objects, RecordSegments segments) {
    this.objects = objects;
    this.segments = segments;
  }

  /** The number of the newest record that was heard of. */
  long last() {
    return last;
  }

  /** Whether what was recorded of a change was heard of lately. */
  boolean knows(String recorded) {
    lock.lock();
    try {
      return texts.contains(recorded);
    } finally {
      lock.unlock();
    }
  }

  /** The announcement as it is to be made: records that were heard of are not said again. */
  Announcement news(Announcement change) {
    return change.recorded() != null && knows(change.recorded()) ? change.withoutRecords() : change;
  }

  /** Hears of an entry, perhaps once more. */
  void heard(LogEntry entry) throws IOException {
    var records = entry.records();
    lock.lock();
    try {
      if (entry.before() > last) {
        newest.clear();
        bytes = 0;
        last = entry.before();
      }
      long number = entry.before();
      for (var record : records) {
        if (++number > last) {
          newest.put(number, record);
          bytes += record.length();
          last = number;
        }
      }
      for (var change : entry.changes()) {
        if (change.recorded() != null && texts.add(change.recorded())) {
          bounded();
        }
      }
      while (bytes > MOST_BYTES && newest.size() > 1) {
        bytes -= newest.pollFirstEntry().getValue().length();
      }
    } finally {
      lock.unlock();
    }
    arrivals.came();
  }

  private void bounded() {
    if (texts.size() > MOST_TEXTS) {
      var eldest = texts.iterator();
      eldest.next();
      eldest.remove();
    }
  }

  /** The log's end was read; entries of an older version say nothing of records. */
  void opened() throws IOException {
    if (last == 0) {
      var firsts = segments.firsts();
      if (!firsts.isEmpty()) {
        var records = segments.read(firsts.getLast());
        last = records.isEmpty() ? firsts.getLast() : records.lastKey();
      }
    }
  }

  @Override
  public Part after(long number, int most) throws IOException {
    long now = last;
    if (number < now && most > 0) {
      var found = inMemory(number, most);
      if (found.isEmpty()) {
        found = inStore(number);
      }
      return part(number, found, most, now);
    }
    return new Part(number + 1, List.of(), oldest(now), now);
  }

  private Part part(long number, NavigableMap<Long, String> found, int most, long now)
      throws IOException {
    var first = found.higherKey(number);
    long next = first == null ? now + 1 : first;
    var records = new ArrayList<String>();
    while (records.size() < most && found.containsKey(next + records.size())) {
      records.add(found.get(next + records.size()));
    }
    return new Part(next, records, oldest(now), now);
  }

  private NavigableMap<Long, String> inMemory(long number, int most) {
    lock.lock();
    try {
      var found = new TreeMap<Long, String>();
      if (newest.containsKey(number + 1)) {
        for (var each : newest.tailMap(number + 1).entrySet()) {
          if (found.size() == most) {
            break;
          }
          found.put(each.getKey(), each.getValue());
        }
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** From the segment that has it, or the first one after, or else from the log. */
  private NavigableMap<Long, String> inStore(long number) throws IOException {
    var firsts = new TreeMap<Long, Boolean>();
    for (var first : segments.firsts()) {
      firsts.put(first, true);
    }
    var segment = firsts.floorKey(number + 1);
    var records = segment == null ? new TreeMap<Long, String>() : segments.read(segment);
    if (records.higherKey(number) == null) {
      var later = firsts.higherKey(number + 1);
      records = later == null ? inLog(number) : segments.read(later);
    }
    return records;
  }

  /** Entries have their numbers in order, so one is looked for by halves. */
  private NavigableMap<Long, String> inLog(long number) throws IOException {
    long low = objects.oldest();
    long high = objects.end();
    while (high - low > ENTRIES_AT_ONCE) {
      long middle = low + (high - low) / 2;
      var entry = objects.between(middle, middle + 1).get(middle);
      if (entry == null || entry.before() <= number) {
        low = middle;
      } else {
        high = middle;
      }
    }
    var found = new TreeMap<Long, String>();
    for (var entry : objects.between(low, low + 2 * ENTRIES_AT_ONCE).values()) {
      long at = entry.before();
      for (var record : entry.records()) {
        found.put(++at, record);
      }
    }
    return found;
  }

  /** Asked for now and then only: it changes by hours. */
  private long oldest(long now) throws IOException {
    var known = oldest;
    if (known == null || System.nanoTime() - known.at() > OLDEST.toNanos()) {
      known = new Oldest(look(now), System.nanoTime());
      oldest = known;
    }
    return Math.min(known.number(), now + 1);
  }

  /** What a segment has, or the log, or one more than the last. */
  private long look(long now) throws IOException {
    var firsts = segments.firsts();
    if (!firsts.isEmpty()) {
      return firsts.getFirst();
    }
    long begin = objects.oldest();
    var entry = objects.between(begin, begin + 1).get(begin);
    return entry == null ? now + 1 : Math.min(entry.before() + 1, now + 1);
  }

  @Override
  public boolean await(long number, Duration longest) throws InterruptedException {
    return arrivals.await(number, longest);
  }

  @Override
  public void release() {
    arrivals.release();
  }
}

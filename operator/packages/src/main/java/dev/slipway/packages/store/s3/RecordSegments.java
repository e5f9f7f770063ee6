package dev.slipway.packages.store.s3;

import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Client.Listed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Records of log entries that are gone: objects {@code events/NUMBER}, where the number is that of
 * the first record; a line each, with its number. Whoever removes entries writes one before, the
 * same as anybody else would. The oldest go when all have more than 64 MiB. Thread-safe.
 */
final class RecordSegments implements LogObjects.Keeping {

  private static final long MOST_BYTES = 64L << 20;

  private final S3Client client;
  private final String prefix;

  RecordSegments(S3Client client, String prefix) {
    this.client = client;
    this.prefix = prefix + "events/";
  }

  private String key(long number) {
    return prefix + "%016d".formatted(number);
  }

  @Override
  public void keep(Collection<LogEntry> entries) throws IOException {
    var text = new StringBuilder();
    long first = 0;
    for (var entry : entries) {
      long number = entry.before();
      for (var record : entry.records()) {
        number++;
        first = first == 0 ? number : first;
        text.append(number).append(' ').append(record).append('\n');
      }
    }
    if (first > 0) {
      client.put(
          key(first), text.toString().getBytes(StandardCharsets.UTF_8), new Condition.Absent());
      makeRoom();
    }
  }

  private void makeRoom() throws IOException {
    var all = new ArrayList<Listed>();
    client.list(prefix, all::add);
    long bytes = 0;
    for (var segment : all.reversed()) {
      bytes += segment.size();
      if (bytes > MOST_BYTES) {
        client.delete(segment.key());
      }
    }
  }

  /** The numbers of the first records of all segments, in order. */
  List<Long> firsts() throws IOException {
    var all = new ArrayList<Long>();
    client.list(
        prefix, o -> all.add(Long.parseLong(o.key().substring(o.key().lastIndexOf('/') + 1))));
    return all;
  }

  /** The records of a segment by their numbers; none when it has become too old. */
  NavigableMap<Long, String> read(long first) throws IOException {
    var records = new TreeMap<Long, String>();
    var found = client.get(key(first));
    if (found.isPresent()) {
      for (var line : new String(found.get().bytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        int space = line.indexOf(' ');
        if (space > 0) {
          records.put(Long.parseLong(line.substring(0, space)), line.substring(space + 1));
        }
      }
    }
    return records;
  }
}

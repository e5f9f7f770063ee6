package dev.slipway.packages.identity;

import dev.slipway.packages.store.s3.SharedObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * Void tokens in an object of a bucket, a line each, which every replica reads again and again.
 * While it cannot be read for longer than {@link #BELIEVED}, nobody can say whether a token is
 * void. Thread-safe.
 */
final class SharedRevocations implements Revocations {

  /** How old what is known may be. */
  static final Duration BELIEVED = Duration.ofSeconds(10);

  private final SharedObject object;
  private final InstantSource clock;
  private volatile Map<String, Instant> revoked = Map.of();
  private final long believed;
  private volatile long readAt;

  SharedRevocations(SharedObject object, InstantSource clock) throws IOException {
    this(object, clock, BELIEVED);
  }

  SharedRevocations(SharedObject object, InstantSource clock, Duration believed)
      throws IOException {
    this.object = object;
    this.clock = clock;
    this.believed = believed.toNanos();
    refresh();
  }

  /** Reads them again. */
  void refresh() throws IOException {
    long now = System.nanoTime();
    revoked = parse(object.read());
    readAt = now;
  }

  private Map<String, Instant> parse(byte[] bytes) {
    var now = clock.instant();
    var found = new TreeMap<String, Instant>();
    new String(bytes, StandardCharsets.US_ASCII)
        .lines()
        .map(LINE::matcher)
        .filter(m -> m.matches())
        .forEach(
            line -> {
              var until = Instant.ofEpochSecond(Long.parseLong(line.group(2)));
              if (now.isBefore(until)) {
                found.put(line.group(1), until);
              }
            });
    return found;
  }

  @Override
  public boolean contains(String id) {
    if (System.nanoTime() - readAt > believed) {
      throw new Unanswered("the store does not say now which tokens are void");
    }
    return revoked.containsKey(id);
  }

  @Override
  public void add(String id, Instant until) throws IOException {
    Revocations.check(id);
    object.change(
        old -> {
          var all = parse(old);
          // The store keeps seconds, and what is there already is not written again.
          all.merge(id, until, (a, b) -> a.isAfter(b) ? a : b);
          var text = new StringBuilder();
          all.forEach((each, end) -> text.append(Revocations.line(each, end)));
          return text.toString().getBytes(StandardCharsets.US_ASCII);
        });
    refresh();
  }
}

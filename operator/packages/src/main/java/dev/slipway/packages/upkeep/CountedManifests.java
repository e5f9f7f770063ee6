package dev.slipway.packages.upkeep;

import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.store.Names;
import java.io.IOException;
import java.util.TreeMap;

/**
 * Manifests that know how many bytes are published in the domain, by whichever replica. A count of
 * the whole store has each file once; between two counts, each version counts in the repository
 * that it was published to, also for files that another version has too. What is deleted may so be
 * more than was counted, and the sum is never less than nothing. Thread-safe.
 */
final class CountedManifests implements Manifests {

  /** Changes that are remembered, so that a count that is heard of late lacks none. */
  private static final int MOST = 10_000;

  /**
   * How many bytes are published.
   *
   * @param next number of the first change that is not among them; {@link #UNKNOWN} when an older
   *     version has counted
   */
  record Count(long bytes, long next) {
    static final long UNKNOWN = -1;

    boolean placed() {
      return next != UNKNOWN;
    }
  }

  private final Manifests manifests;
  private final TreeMap<Long, Long> recent = new TreeMap<>();
  private Count count;
  private long last;

  /** Whether the manifests tell of the changes of all. */
  private final boolean told;

  CountedManifests(Manifests manifests, Count count) {
    this.manifests = manifests;
    this.count = count.placed() ? count : new Count(count.bytes(), Long.MAX_VALUE);
    told = manifests.count(this::changed);
    if (!count.placed()) {
      this.count = new Count(count.bytes(), last);
    }
  }

  /** Bytes that are published. */
  long bytes() {
    return count().bytes();
  }

  /** What is published, and the changes that this knows of. */
  synchronized Count count() {
    return new Count(count.bytes(), Math.max(count.next(), last));
  }

  /** Takes the result of a count of the whole store that has just ended. */
  synchronized void counted(long sum) {
    counted(new Count(sum, count().next()));
  }

  /** Takes the count of somebody else, and adds what has changed since. */
  synchronized void counted(Count other) {
    long next = other.placed() ? other.next() : count().next();
    count = new Count(Math.max(0, other.bytes()), next);
    recent.tailMap(next).values().forEach(this::more);
  }

  private synchronized void changed(long number, long more) {
    recent.merge(number, more, Long::sum);
    if (recent.size() > MOST) {
      recent.pollFirstEntry();
    }
    last = Math.max(last, number + 1);
    if (number >= count.next()) {
      more(more);
    }
  }

  private synchronized void more(long published) {
    count = new Count(Math.max(0, count.bytes() + published), count.next());
  }

  @Override
  public Manifest get(PackageKey key) throws IOException {
    return manifests.get(key);
  }

  @Override
  public Manifest change(PackageKey key, Change change) throws IOException {
    return change(key, change, manifests::change);
  }

  @Override
  public Manifest changeEarly(PackageKey key, Change change) throws IOException {
    return change(key, change, manifests::changeEarly);
  }

  private interface Way {
    Manifest change(PackageKey key, Change change) throws IOException;
  }

  private Manifest change(PackageKey key, Change change, Way way) throws IOException {
    if (told) {
      return way.change(key, change);
    }
    var before = new Manifest[1];
    var next =
        way.change(
            key,
            old -> {
              before[0] = old;
              return change.apply(old);
            });
    more(next.published(key.repository()) - before[0].published(key.repository()));
    return next;
  }

  @Override
  public <T> T alone(PackageName name, Step<T> step) throws IOException {
    return manifests.alone(name, step);
  }

  @Override
  public Names names() {
    return manifests.names();
  }

  @Override
  public void catchUp() throws IOException {
    manifests.catchUp();
  }
}

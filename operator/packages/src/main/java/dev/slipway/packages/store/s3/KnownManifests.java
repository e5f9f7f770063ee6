package dev.slipway.packages.store.s3;

import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.store.PackageNames;
import dev.slipway.packages.store.s3.ManifestObjects.Held;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * What a replica remembers of the manifests in a bucket. It is believed as long as the log is
 * current and has not said otherwise, and for some seconds only, because another replica may have
 * died before its announcement. Thread-safe.
 */
final class KnownManifests {

  private static final int STRIPES = 1024;
  private static final long BYTES_IN_MEMORY = 16 << 20;
  private static final Duration BELIEVED = Duration.ofSeconds(10);

  /**
   * What was read of a package.
   *
   * @param position the log's position before it was read
   * @param readAt nanoseconds of this process
   */
  private record Known(Held held, long position, long readAt) {}

  /** What is true from a moment on: the position of the log, and nanoseconds of this process. */
  record Moment(long position, long nanos) {}

  private final ManifestObjects objects;
  private final ChangeLog log;
  private final PackageNames names;
  private final RecentChanges changes;
  private final Remembered<Known> memory =
      new Remembered<>(BYTES_IN_MEMORY, known -> known.held().size() + 200L);
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

  /**
   * @param names that are told of packages that are there
   * @param changes that were heard of
   */
  KnownManifests(
      ManifestObjects objects, ChangeLog log, PackageNames names, RecentChanges changes) {
    this.objects = objects;
    this.log = log;
    this.names = names;
    this.changes = changes;
  }

  /** The lock of a package; some share one. */
  ReentrantLock lock(PackageKey key) {
    return stripes[Math.floorMod(key.hashCode(), STRIPES)];
  }

  /** What is there now, as far as can be told without asking. */
  Optional<Held> believed(PackageKey key) {
    return memory.get(key).filter(known -> valid(key, known)).map(Known::held);
  }

  /** What was there last, believed or not. */
  Held last(PackageKey key) {
    return memory.get(key).map(Known::held).orElse(Held.NOTHING);
  }

  private boolean valid(PackageKey key, Known known) {
    return log.current()
        && System.nanoTime() - known.readAt() < BELIEVED.toNanos()
        && changes.holds(key, known.held().etag(), known.position());
  }

  /** Reads a manifest, once for all that wait for it. */
  Held load(PackageKey key) throws IOException {
    var lock = lock(key);
    lock.lock();
    try {
      var known = believed(key);
      return known.isPresent() ? known.get() : read(key);
    } finally {
      lock.unlock();
    }
  }

  /** Reads a manifest; under the package's lock. */
  Held read(PackageKey key) throws IOException {
    var now = now();
    var known = memory.get(key);
    var held = known.isPresent() ? objects.read(key, known.get().held()) : objects.read(key);
    remember(key, held, now);
    return held;
  }

  Moment now() {
    return new Moment(log.position(), System.nanoTime());
  }

  /**
   * Remembers what was read or written.
   *
   * @param before a moment before that
   */
  void remember(PackageKey key, Held held, Moment before) {
    if (held.manifest().isEmpty()) {
      names.remove(key);
      if (!changes.holds(key, held.etag(), before.position())) {
        // Somebody has announced since then that it is there.
        names.add(key);
      }
    } else {
      names.add(key);
    }
    memory.put(key, new Known(held, before.position(), before.nanos()));
  }
}

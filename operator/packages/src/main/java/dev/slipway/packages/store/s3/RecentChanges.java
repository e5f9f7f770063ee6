package dev.slipway.packages.store.s3;

import dev.slipway.packages.model.PackageKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last announced change of each package, for as many packages as fit; of the others it is only
 * known that their last change is not after some number. Thread-safe.
 */
final class RecentChanges {

  private record Last(long number, String etag) {}

  private final int most;
  private final Map<PackageKey, Last> last = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private long others = -1;

  RecentChanges(int most) {
    this.most = most;
  }

  void heard(PackageKey key, long number, String etag) {
    lock.lock();
    try {
      last.remove(key);
      last.put(key, new Last(number, etag));
      var eldest = last.entrySet().iterator();
      if (last.size() > most && eldest.hasNext()) {
        others = Math.max(others, eldest.next().getValue().number());
        eldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes every package for one that was changed before this number. */
  void forget(long number) {
    lock.lock();
    try {
      last.clear();
      others = number - 1;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether a manifest is the last that was announced.
   *
   * @param position the first entry that had not been heard of when the manifest was read
   */
  boolean holds(PackageKey key, String etag, long position) {
    lock.lock();
    try {
      var known = last.get(key);
      return known == null
          ? others < position
          : known.number() < position || known.etag().equals(etag);
    } finally {
      lock.unlock();
    }
  }
}

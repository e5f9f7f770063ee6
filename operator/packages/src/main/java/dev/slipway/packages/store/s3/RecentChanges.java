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

  /**
   * A package's last announced change.
   *
   * @param other the last change that was announced of another manifest than this one
   */
  private record Last(long number, String etag, long other) {
    Last next(long later, String changed) {
      return new Last(later, changed, etag.equals(changed) ? other : number);
    }
  }

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
      var known = last.remove(key);
      last.put(key, known == null ? new Last(number, etag, others) : known.next(number, etag));
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
   * Whether nothing but a manifest itself was announced since it was read. Announcements may come
   * in another order than the changes, so it is not enough that it is the last.
   *
   * @param position the first entry that had not been heard of when the manifest was read
   */
  boolean holds(PackageKey key, String etag, long position) {
    lock.lock();
    try {
      var known = last.get(key);
      return known == null
          ? others < position
          : known.number() < position || (known.etag().equals(etag) && known.other() < position);
    } finally {
      lock.unlock();
    }
  }
}

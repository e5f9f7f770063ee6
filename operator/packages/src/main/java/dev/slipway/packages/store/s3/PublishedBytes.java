package dev.slipway.packages.store.s3;

import dev.slipway.packages.store.Manifests.Counting;
import java.util.ArrayDeque;
import java.util.Deque;

/** Tells what the log says of published bytes, also to who begins to listen later. Thread-safe. */
final class PublishedBytes {

  private static final int MOST = 10_000;

  private record Change(long number, long more) {}

  private final Deque<Change> before = new ArrayDeque<>();
  private Counting counting;
  private long next;

  /** Hears of a change in an entry of the log. */
  synchronized void heard(long number, long more) {
    if (number < next || more == 0) {
      return;
    }
    if (counting != null) {
      counting.changed(number, more);
      return;
    }
    before.add(new Change(number, more));
    if (before.size() > MOST) {
      before.remove();
    }
  }

  /** Entries before this one were heard, and may be heard again. */
  synchronized void heardBefore(long number) {
    next = Math.max(next, number);
  }

  /** Tells of what was heard, and of what will be. */
  synchronized void tell(Counting listener) {
    counting = listener;
    before.forEach(change -> listener.changed(change.number(), change.more()));
    before.clear();
  }
}

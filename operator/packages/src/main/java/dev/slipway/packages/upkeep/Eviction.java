package dev.slipway.packages.upkeep;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which cached content goes when there is too much of it: what was used longest ago, until a tenth
 * below the budget, so that not every new file costs an old one.
 *
 * @param until what was last used in this minute or before goes; -1 for nothing
 */
record Eviction(int until) {

  static final Eviction NONE = new Eviction(-1);

  private static final int FREE = 20;

  /**
   * The bytes that cached content may have: what the domain allows, half of the volume at most, and
   * less when the rest of the volume has no twentieth free.
   *
   * @param cached bytes that it has
   * @param free bytes of the volume
   */
  static long budget(long allowed, long cached, long free, long volume) {
    long room = cached + free - volume / FREE;
    return Math.max(0, Math.min(Math.min(allowed, volume / 2), room));
  }

  /**
   * Plans.
   *
   * @param bytes of the cached content by the minute of its last use
   */
  static Eviction of(NavigableMap<Integer, Long> bytes, long budget) {
    long sum = bytes.values().stream().mapToLong(Long::longValue).sum();
    if (sum <= budget) {
      return NONE;
    }
    long wanted = budget - budget / 10;
    for (var entry : new TreeMap<>(bytes).entrySet()) {
      sum -= entry.getValue();
      if (sum <= wanted) {
        return new Eviction(entry.getKey());
      }
    }
    return new Eviction(bytes.lastKey());
  }
}

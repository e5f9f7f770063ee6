package dev.slipway.packages.upkeep;

import java.io.IOException;

/**
 * A number for each of many digests, in 12 bytes each. Two digests whose first 16 digits are equal
 * share one number, so a number may only ever be a reason to keep something. Not thread-safe.
 */
public final class DigestTable {

  private static final int FIRST = "sha256:".length();
  private static final int DIGITS = 16;
  private static final int LENGTH = FIRST + 64;

  private long[] keys = new long[1 << 10];
  private int[] values = new int[keys.length];
  private int size;

  /** Sees what the table has. */
  interface Each {
    void visit(long key, int value) throws IOException;
  }

  /** Stands for a digest; 0 when the text is none. */
  public static long key(String digest) {
    if (digest.length() != LENGTH) {
      return 0;
    }
    long key = 0;
    for (int i = FIRST; i < FIRST + DIGITS; i++) {
      int digit = Character.digit(digest.charAt(i), DIGITS);
      if (digit < 0) {
        return 0;
      }
      key = (key << 4) | digit;
    }
    return key == 0 ? 1 : key;
  }

  /** The number of a digest; 0 when it has none. */
  public int get(long key) {
    int at = at(key);
    return keys[at] == key ? values[at] : 0;
  }

  /** Gives a digest the larger of its number and this one. */
  void raise(long key, int value) {
    set(key, Math.max(get(key), value));
  }

  /** Adds the bits of a number to those that a digest has. */
  public void mark(long key, int bits) {
    set(key, get(key) | bits);
  }

  private void set(long key, int value) {
    if (key == 0) {
      return;
    }
    int at = at(key);
    if (keys[at] != key) {
      keys[at] = key;
      size++;
    }
    values[at] = value;
    if (size > keys.length / 4 * 3) {
      grow();
    }
  }

  private int at(long key) {
    int mask = keys.length - 1;
    int at = (int) (key ^ (key >>> 32)) & mask;
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    var oldKeys = keys;
    var oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = at(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }

  int size() {
    return size;
  }

  void each(Each each) throws IOException {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        each.visit(keys[i], values[i]);
      }
    }
  }
}

package dev.slipway.packages.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What a {@link ChangeRecorder} said of the changes of all who write a store, one record after the
 * other, numbered from 1: the same for all. Thread-safe.
 */
public interface RecordLog {

  /**
   * A part of it.
   *
   * @param number of the first of these records; they follow each other without a gap
   * @param oldest number of the oldest record that is kept
   * @param last number of the newest record; 0 when there was none yet
   */
  record Part(long number, List<String> records, long oldest, long last) {}

  /** The records after a number, at most so many, fewer though there may be more. */
  Part after(long number, int most) throws IOException;

  /**
   * Waits until there is a record after this number, or the time has passed.
   *
   * @return false when nobody is to wait any longer
   */
  boolean await(long number, Duration longest) throws InterruptedException;

  /** Lets nobody wait any longer. */
  void release();
}

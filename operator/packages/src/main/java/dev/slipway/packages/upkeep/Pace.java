package dev.slipway.packages.upkeep;

import java.util.concurrent.locks.LockSupport;

/** Holds jobs back, so that those who are served notice nothing of them. */
interface Pace {

  Pace FREE = _ -> {};

  /** Waits as long as so much work should have taken. */
  void spend(long nanos);

  /** Works in pieces of some milliseconds and rests as long as it worked. */
  static Pace gentle() {
    return new Pace() {
      private static final long PIECE = 5_000_000;
      private long owed;

      @Override
      public void spend(long nanos) {
        owed += nanos;
        if (owed >= PIECE) {
          LockSupport.parkNanos(owed);
          owed = 0;
        }
      }
    };
  }
}

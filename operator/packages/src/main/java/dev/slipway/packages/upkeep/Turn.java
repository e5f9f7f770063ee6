package dev.slipway.packages.upkeep;

import dev.slipway.packages.store.s3.Lease;
import java.io.IOException;

/** Whether this process is the one that looks after the store. Thread-safe. */
interface Turn {

  /** Nobody else is there. */
  Turn ALWAYS =
      new Turn() {
        @Override
        public boolean mine() {
          return true;
        }

        @Override
        public boolean shared() {
          return false;
        }
      };

  boolean mine();

  /** Whether it may be another's the next time, so that all must be written down. */
  boolean shared();

  /** Ends a job whose turn is over. */
  default void check() throws IOException {
    if (!mine()) {
      throw new IOException("another replica may look after the store now, so this one ends");
    }
  }

  static Turn of(Lease lease) {
    return new Turn() {
      @Override
      public boolean mine() {
        return lease.mine();
      }

      @Override
      public boolean shared() {
        return true;
      }
    };
  }
}

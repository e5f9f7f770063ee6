package dev.slipway.packages.upkeep;

import java.io.IOException;
import java.time.Instant;

/**
 * Which blobs are artifacts and logs of builds. Nothing in the store refers to such blobs, so these
 * notes keep them. Thread-safe.
 */
interface Artifacts {

  /** Sees an artifact. */
  interface Each {
    void visit(String digest, Instant storedAt) throws IOException;
  }

  /** Whether this store has always written such notes, or all that are due were added. */
  boolean complete() throws IOException;

  void completed() throws IOException;

  /** Keeps a blob as an artifact; it lasts when this returns. */
  void stored(String digest) throws IOException;

  /** Keeps a blob as an artifact no longer, unless it was stored again since it was seen. */
  void forget(String digest, Instant seen) throws IOException;

  void each(Each each) throws IOException;
}

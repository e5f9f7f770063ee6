package dev.slipway.packages.upkeep;

import java.io.IOException;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Which blobs are artifacts and logs of builds. Nothing in the store refers to such blobs, so these
 * notes keep them. Thread-safe.
 */
interface Artifacts {

  Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /** Sees an artifact. */
  interface Each {
    void visit(String digest, Instant storedAt) throws IOException;
  }

  /** Whether this store has always written such notes, or all that are due were added. */
  boolean complete() throws IOException;

  static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }

  void completed() throws IOException;

  /**
   * Whether a blob is kept as an artifact.
   *
   * @param digest any text
   */
  boolean holds(String digest) throws IOException;

  /** Keeps a blob as an artifact; it lasts when this returns. */
  void stored(String digest) throws IOException;

  /** Keeps a blob as an artifact no longer, unless it was stored again since it was seen. */
  void forget(String digest, Instant seen) throws IOException;

  void each(Each each) throws IOException;
}

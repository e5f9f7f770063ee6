package dev.slipway.packages.quarantine;

import dev.slipway.packages.model.Digests;
import java.io.IOException;
import java.nio.file.Path;

/** Where bytes lie that are not believed; the oldest make room. Thread-safe. */
interface SuspectBytes {

  /** How many there may be. */
  int MOST_FILES = 200;

  /** How large all of them may be. */
  long MOST_BYTES = 2L << 30;

  /** What the name of what is known of them ends with. */
  String FACTS = ".json";

  /**
   * Takes a file.
   *
   * @param facts what is known of it, JSON
   */
  void take(Path file, Digests digests, byte[] facts) throws IOException;

  /** Throws bytes away; none need be there. */
  void discard(String sha256) throws IOException;
}

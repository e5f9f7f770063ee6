package dev.slipway.packages.advisory;

import java.time.Instant;

/**
 * A file of advisories that an administrator has put.
 *
 * @param digest of the file's blob; empty while the store does not give it
 * @param size of the file, bytes
 * @param problem why nothing of it is in use; empty when it is
 */
public record Source(
    String name, String digest, long size, Instant uploadedAt, Content content, String problem) {

  /** Whether this is the file. */
  boolean is(String wanted) {
    return digest.equals(wanted);
  }
}

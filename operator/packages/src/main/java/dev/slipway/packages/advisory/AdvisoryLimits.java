package dev.slipway.packages.advisory;

/**
 * How much is taken of files of advisories.
 *
 * @param file bytes as they are sent
 * @param unpacked bytes of all entries of an archive
 * @param entries of one file
 * @param entry bytes of one, unpacked
 * @param memory bytes that all advisories together take, estimated
 */
public record AdvisoryLimits(long file, long unpacked, int entries, int entry, long memory) {

  private static final long MEMORY_SHARE = 5;

  /** For a server with so much memory, bytes. */
  public static AdvisoryLimits of(long memory) {
    return new AdvisoryLimits(512L << 20, 4L << 30, 500_000, 4 << 20, memory / MEMORY_SHARE);
  }

  /** The same with this much memory left. */
  AdvisoryLimits withMemory(long left) {
    return new AdvisoryLimits(file, unpacked, entries, entry, left);
  }
}

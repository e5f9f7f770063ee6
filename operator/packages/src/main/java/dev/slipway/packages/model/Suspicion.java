package dev.slipway.packages.model;

/**
 * A file from outside whose bytes were refused, and what became of it.
 *
 * @param id within its package
 * @param through the repository that stands for the external one
 * @param url where it was had
 * @param sha256 of the bytes that came
 * @param size bytes
 * @param ground why it is not believed
 * @param first the SHA-256 that it had before; empty with {@link Ground#INDEX}
 * @param firstSeen when that was, milliseconds since 1970; 0 when nobody knows
 * @param why the same in words
 * @param at when it came, milliseconds since 1970
 * @param by who decided; empty while it is open
 * @param reason why so
 */
public record Suspicion(
    String id,
    String version,
    String asset,
    String through,
    String url,
    String sha256,
    long size,
    Ground ground,
    String first,
    long firstSeen,
    String why,
    long at,
    State state,
    String by,
    String reason) {

  /** Why a file is not believed. */
  public enum Ground {
    /** Its bytes are others than those that the domain saw first. */
    CHANGED,
    /** Its bytes are others than the external repository's own index says. */
    INDEX
  }

  /** What became of it. */
  public enum State {
    OPEN,
    /** These bytes are the right ones from then on. */
    ACCEPTED,
    DISCARDED
  }

  /** The same when somebody has decided. */
  public Suspicion decided(State next, String who, String because) {
    return new Suspicion(
        id, version, asset, through, url, sha256, size, ground, first, firstSeen, why, at, next,
        who, because);
  }
}

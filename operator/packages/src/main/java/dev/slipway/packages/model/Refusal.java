package dev.slipway.packages.model;

/**
 * Why something is not done.
 *
 * @param message what is wrong and how to mend it; shown to the person at the client
 */
public record Refusal(Reason reason, String message) {

  /** The kinds of reasons; each format answers them with its own status codes. */
  public enum Reason {
    /** Other bytes stand under this name, or the version is closed. */
    CONFLICT,
    /** A rule of the domain or of the repository is against it. */
    BLOCKED,
    NOT_FOUND,
    /** A file, or a number of files, is beyond what the domain takes at all. */
    TOO_LARGE,
    /** The domain has no room left. */
    FULL
  }
}

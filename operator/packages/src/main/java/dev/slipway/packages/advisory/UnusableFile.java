package dev.slipway.packages.advisory;

/** A file of advisories that is refused as a whole; says why and how to mend it. */
public final class UnusableFile extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean large;

  UnusableFile(String message) {
    this(message, false);
  }

  UnusableFile(String message, boolean large) {
    super(message);
    this.large = large;
  }

  /** Whether a limit was passed. */
  public boolean large() {
    return large;
  }
}

package dev.slipway.packages.advisory;

/** An advisory that cannot be used; says why. */
final class UnusableEntry extends Exception {

  private static final long serialVersionUID = 1L;

  UnusableEntry(String message) {
    super(message);
  }
}

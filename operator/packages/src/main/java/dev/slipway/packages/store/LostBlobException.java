package dev.slipway.packages.store;

import java.io.IOException;

/** The store knows of bytes that it does not have, or that were damaged and set aside. */
public final class LostBlobException extends IOException {
  private static final long serialVersionUID = 1L;

  public LostBlobException(String digest) {
    this("this file", digest);
  }

  /**
   * Names whose bytes are lost.
   *
   * @param what as a person knows it
   */
  public LostBlobException(String what, String digest) {
    super(
        "the store has lost the bytes of "
            + what
            + ", "
            + digest
            + ": publish the same file again, or restore it from a backup");
  }
}

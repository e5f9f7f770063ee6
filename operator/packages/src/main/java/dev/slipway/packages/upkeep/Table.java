package dev.slipway.packages.upkeep;

import java.io.IOException;

/** Where a {@link DigestTable} is kept. */
interface Table {

  /**
   * Reads it.
   *
   * @param toReplace whether {@link #replace} follows, which then keeps what was added meanwhile
   */
  DigestTable read(boolean toReplace) throws IOException;

  /** Adds to it. */
  void append(DigestTable more) throws IOException;

  /** Writes the whole table in place of what was read. */
  void replace(DigestTable table) throws IOException;
}

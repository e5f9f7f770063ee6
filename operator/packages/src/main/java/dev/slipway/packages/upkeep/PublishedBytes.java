package dev.slipway.packages.upkeep;

import java.io.IOException;
import java.time.InstantSource;
import java.util.OptionalLong;

/** How many bytes were published when the whole store was counted last, written down. */
final class PublishedBytes {

  private static final String NAME = "usage";

  private final Notes notes;
  private final InstantSource clock;
  private String seen = "";

  PublishedBytes(Notes notes, InstantSource clock) {
    this.notes = notes;
    this.clock = clock;
  }

  /** Bytes; 0 where nobody has counted. */
  long read() throws IOException {
    return changed().orElse(0);
  }

  /** Bytes, when somebody has counted since this was asked last. */
  OptionalLong changed() throws IOException {
    var text = notes.read(NAME).strip();
    if (text.equals(seen)) {
      return OptionalLong.empty();
    }
    seen = text;
    try {
      return OptionalLong.of(Long.parseLong(text.split(" ", -1)[0]));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  void write(long bytes) throws IOException {
    seen = bytes + " " + clock.instant();
    notes.write(NAME, seen);
  }
}

package dev.slipway.packages.upkeep;

import dev.slipway.packages.upkeep.CountedManifests.Count;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How many bytes are published, written down with the time when the whole store was counted last,
 * so that whoever starts goes on from there.
 */
final class PublishedBytes {

  private static final String NAME = "usage";
  private static final int WORDS = 3;
  private static final Written NOTHING = new Written(new Count(0, 0), "");

  private final Notes notes;
  private final InstantSource clock;
  private Written seen = NOTHING;

  /**
   * What stands there.
   *
   * @param counted when the whole store was; empty where nobody did
   */
  private record Written(Count count, String counted) {}

  PublishedBytes(Notes notes, InstantSource clock) {
    this.notes = notes;
    this.clock = clock;
  }

  /** Bytes; 0 where nobody has counted. */
  Count read() throws IOException {
    seen = written();
    return seen.count();
  }

  private Written written() throws IOException {
    var words = notes.read(NAME).strip().split(" ", -1);
    try {
      // An older version wrote two words.
      return words.length < 2
          ? NOTHING
          : new Written(
              new Count(
                  Long.parseLong(words[0]),
                  words.length < WORDS ? Count.UNKNOWN : Long.parseLong(words[2])),
              words[1]);
    } catch (NumberFormatException e) {
      return NOTHING;
    }
  }

  /** Bytes, when somebody has counted the whole store since this was asked last. */
  Optional<Count> changed() throws IOException {
    var before = seen;
    seen = written();
    return seen.counted().equals(before.counted()) ? Optional.empty() : Optional.of(seen.count());
  }

  /** The whole store was counted. */
  void write(Count count) throws IOException {
    write(new Written(count, clock.instant().toString()));
  }

  /** So many are published now, by the last count and what was heard of since. */
  void note(Count count) throws IOException {
    if (!count.equals(seen.count()) && !seen.counted().isEmpty()) {
      write(new Written(count, seen.counted()));
    }
  }

  private void write(Written next) throws IOException {
    notes.write(NAME, next.count().bytes() + " " + next.counted() + " " + next.count().next());
    seen = next;
  }
}

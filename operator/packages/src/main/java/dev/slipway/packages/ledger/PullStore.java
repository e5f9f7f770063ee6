package dev.slipway.packages.ledger;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Where pulls are kept, in parts of a day each. One thread writes, others may read meanwhile. */
interface PullStore {

  /** How long pulls gather in memory before they are written. */
  Duration pause();

  /** Appends pulls of one day. */
  void append(LocalDate day, List<Pull> pulls) throws IOException;

  /** Sees pulls; says whether to go on. */
  interface Each {
    boolean see(Pull pull, Place next);
  }

  /**
   * A place among the pulls.
   *
   * @param part of the day; empty where a day is one
   * @param offset bytes from the beginning of the part
   */
  record Place(LocalDate day, String part, long offset) {

    /** Where the pulls of a query begin. */
    static Place of(PullQuery query) {
      return new Place(query.from().atOffset(ZoneOffset.UTC).toLocalDate(), "", 0);
    }

    /** Empty when the text is none. */
    static Optional<Place> parse(String text) {
      try {
        var words = text.split(":", -1);
        long offset = Math.max(0, Long.parseLong(words[words.length - 1]));
        return words.length == 2 || words.length == 3
            ? Optional.of(
                new Place(LocalDate.parse(words[0]), words.length == 3 ? words[1] : "", offset))
            : Optional.empty();
      } catch (DateTimeException | NumberFormatException e) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return day + (part.isEmpty() ? "" : ":" + part) + ":" + offset;
    }
  }

  /** Shows the pulls that match, in the order in which they were written. */
  void read(PullQuery query, Place from, Each each) throws IOException;

  /** Removes the pulls of days before this one. */
  void forget(LocalDate before) throws IOException;
}

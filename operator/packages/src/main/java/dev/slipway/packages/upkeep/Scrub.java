package dev.slipway.packages.upkeep;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads blobs again, a hundredth of them a day, and sets those aside whose bytes have changed, in
 * {@code damaged/HEX}. What came from elsewhere is then fetched anew by whoever asks for it.
 */
final class Scrub {

  /** 32 MiB take a second. */
  static final long NANOS_EACH_KIB = 30_000;

  private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);
  private static final String CURSOR = "scrub";

  private final BlobStore blobs;
  private final Shelf shelf;
  private final Notes notes;
  private final InstantSource clock;
  private final Pace pace;
  private boolean read;

  /**
   * A scrub that has yet to run.
   *
   * @param blobs the store itself, so that no use of its blobs is noted
   */
  Scrub(BlobStore blobs, Shelf shelf, Notes notes, InstantSource clock, Pace pace) {
    this.blobs = blobs;
    this.shelf = shelf;
    this.notes = notes;
    this.clock = clock;
    this.pace = pace;
  }

  /** Reads what is due, and goes on after that the next time, also after a restart. */
  void run(Finding.Listener listener) throws IOException {
    var now = clock.instant();
    var text = notes.read(CURSOR);
    var cursor = ScrubCursor.parse(text, now);
    if (text.isEmpty()) {
      notes.write(CURSOR, cursor.text());
    }
    for (int due = cursor.due(now); due > 0; due--) {
      read = false;
      blobs.each(cursor.prefix(), blob -> check(blob, listener));
      cursor = cursor.step(now);
      if (read || due == 1) {
        notes.write(CURSOR, cursor.text());
      }
    }
  }

  /** Reads one blob. */
  void check(BlobStore.Blob blob, Finding.Listener listener) throws IOException {
    read = true;
    Optional<Digests> found;
    try {
      found = shelf.read(blob, pace);
    } catch (IOException e) {
      LOG.error("blob {} cannot be read: {}", blob.digest(), e.getMessage());
      listener.found(new Finding("unreadable", blob.digest(), blob.size(), e.getMessage()));
      return;
    }
    if (found.isEmpty() || found.get().digest().equals(blob.digest())) {
      return;
    }
    var bad = shelf.setAside(blob);
    if (bad.isPresent()) {
      var others = bad.get().digest();
      LOG.error(
          "blob {} is damaged: its bytes have {}; it is set aside in damaged/",
          blob.digest(),
          others);
      listener.found(
          new Finding("damaged", blob.digest(), blob.size(), "its bytes have " + others));
    }
  }

  /** How many blobs were set aside. */
  long setAside() throws IOException {
    return shelf.aside();
  }
}

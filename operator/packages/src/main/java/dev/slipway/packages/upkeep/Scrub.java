package dev.slipway.packages.upkeep;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads blobs again, a hundredth of them a day, and sets those aside whose bytes have changed, in
 * {@code damaged/HEX}. What came from elsewhere is then fetched anew by whoever asks for it.
 */
final class Scrub {

  private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);
  private static final int PREFIX = "sha256:".length();

  /** 32 MiB take a second. */
  private static final long NANOS_EACH_KIB = 30_000;

  private final BlobStore blobs;
  private final Path damaged;
  private final Path cursorFile;
  private final InstantSource clock;
  private final Pace pace;
  private boolean read;

  /**
   * A scrub that has yet to run.
   *
   * @param blobs the store itself, so that no use of its blobs is noted
   */
  Scrub(BlobStore blobs, Path store, InstantSource clock, Pace pace) {
    this.blobs = blobs;
    this.damaged = store.resolve("damaged");
    this.cursorFile = store.resolve("upkeep").resolve("scrub");
    this.clock = clock;
    this.pace = pace;
  }

  /** Reads what is due, and goes on after that the next time, also after a restart. */
  void run(Finding.Listener listener) throws IOException {
    var now = clock.instant();
    var text = Files.exists(cursorFile) ? Files.readString(cursorFile) : "";
    var cursor = ScrubCursor.parse(text, now);
    if (text.isEmpty()) {
      save(cursor);
    }
    for (int due = cursor.due(now); due > 0; due--) {
      read = false;
      blobs.each(cursor.prefix(), blob -> check(blob, listener));
      cursor = cursor.step(now);
      if (read || due == 1) {
        save(cursor);
      }
    }
  }

  private void save(ScrubCursor cursor) throws IOException {
    var part = cursorFile.resolveSibling("scrub.part");
    Files.writeString(part, cursor.text());
    Files.move(
        part, cursorFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Reads one blob. */
  void check(BlobStore.Blob blob, Finding.Listener listener) throws IOException {
    read = true;
    var file = blobs.find(blob.digest());
    if (file.isEmpty()) {
      return;
    }
    try {
      if (digests(file.get()).digest().equals(blob.digest())) {
        return;
      }
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      LOG.error("blob {} cannot be read: {}", blob.digest(), e.getMessage());
      listener.found(new Finding("unreadable", blob.digest(), blob.size(), e.getMessage()));
      return;
    }
    setAside(blob, file.get(), listener);
  }

  private Digests digests(Path file) throws IOException {
    var hashing = new Hashing();
    try (var in = Files.newInputStream(file)) {
      var buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hashing.update(buffer, 0, n);
        pace.spend((n >> 10) * NANOS_EACH_KIB);
      }
    }
    return hashing.digests();
  }

  /** What is moved away is read once more, for somebody may have brought good bytes meanwhile. */
  private void setAside(BlobStore.Blob blob, Path file, Finding.Listener listener)
      throws IOException {
    Files.createDirectories(damaged);
    var aside = damaged.resolve(blob.digest().substring(PREFIX));
    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    var found = digests(aside);
    if (found.digest().equals(blob.digest())) {
      blobs.keep(aside, found);
      return;
    }
    LOG.error(
        "blob {} is damaged: its bytes have {}; it is set aside as {}",
        blob.digest(),
        found.digest(),
        aside);
    listener.found(
        new Finding("damaged", blob.digest(), blob.size(), "its bytes have " + found.digest()));
  }

  /** How many blobs were set aside. */
  long setAside() throws IOException {
    if (!Files.isDirectory(damaged)) {
      return 0;
    }
    try (var files = Files.list(damaged)) {
      return files.count();
    }
  }
}

package dev.slipway.packages.upkeep;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.BlobStore.Blob;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Files of a volume; damaged ones go to {@code damaged/HEX}. */
final class VolumeShelf implements Shelf {

  private static final int PREFIX = "sha256:".length();

  private final BlobStore blobs;
  private final Path damaged;

  /**
   * The files of a store.
   *
   * @param blobs the store itself, so that no use of its blobs is noted
   */
  VolumeShelf(BlobStore blobs, Path store) {
    this.blobs = blobs;
    this.damaged = store.resolve("damaged");
  }

  @Override
  public Optional<Digests> read(Blob blob, Pace pace) throws IOException {
    var file = blobs.find(blob.digest());
    try {
      return file.isEmpty() ? Optional.empty() : Optional.of(digests(file.get(), pace));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Digests digests(Path file, Pace pace) throws IOException {
    var hashing = new Hashing();
    try (var in = Files.newInputStream(file)) {
      var buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hashing.update(buffer, 0, n);
        pace.spend((n >> 10) * Scrub.NANOS_EACH_KIB);
      }
    }
    return hashing.digests();
  }

  /** What is moved away is read once more, for somebody may have brought good bytes meanwhile. */
  @Override
  public Optional<Digests> setAside(Blob blob) throws IOException {
    var file = blobs.find(blob.digest());
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Files.createDirectories(damaged);
    var aside = damaged.resolve(blob.digest().substring(PREFIX));
    Files.move(file.get(), aside, StandardCopyOption.REPLACE_EXISTING);
    var found = digests(aside, Pace.FREE);
    if (found.digest().equals(blob.digest())) {
      blobs.keep(aside, found);
      return Optional.empty();
    }
    return Optional.of(found);
  }

  @Override
  public long aside() throws IOException {
    if (!Files.isDirectory(damaged)) {
      return 0;
    }
    try (var files = Files.list(damaged)) {
      return files.count();
    }
  }
}

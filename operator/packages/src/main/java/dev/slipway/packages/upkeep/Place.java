package dev.slipway.packages.upkeep;

import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.s3.Probe;
import dev.slipway.packages.store.s3.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Where a store is, and what upkeep needs to know of that.
 *
 * @param notes what it goes on with
 * @param empty whether the store has no blobs yet
 * @param turn whether this process is the one that works
 * @param settled how long what was kept is not evicted, because somebody may be about to refer to
 *     it who has not said so
 * @param problem why nothing is removed here; empty when it is
 */
record Place(
    Notes notes,
    Artifacts artifacts,
    Shelf shelf,
    boolean empty,
    Volume volume,
    Pace pace,
    Turn turn,
    Duration settled,
    Optional<String> problem) {

  /**
   * Longer than a blob of a bucket counts as kept just now, and the time from its bytes to its
   * version.
   */
  private static final Duration SETTLED = Duration.ofHours(3);

  /** A volume, which this process has for itself. */
  static Place of(Path store, BlobStore blobs, InstantSource clock, Volume volume, Pace pace)
      throws IOException {
    var folder = Files.createDirectories(store.resolve("upkeep"));
    return new Place(
        Notes.in(folder),
        new ArtifactFiles(store, clock),
        new VolumeShelf(blobs, store),
        empty(store.resolve("blobs").resolve("sha256")),
        volume,
        pace,
        Turn.ALWAYS,
        Duration.ZERO,
        Optional.empty());
  }

  private static boolean empty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return true;
    }
    try (var files = Files.list(folder)) {
      return files.findFirst().isEmpty();
    }
  }

  /** A bucket, which replicas share. */
  static Place of(Shared shared, Pace pace) throws IOException {
    return new Place(
        new BucketNotes(shared),
        new ArtifactObjects(shared),
        Shelf.of(shared),
        shared.client().first(shared.prefix() + "blobs/sha256/").isEmpty(),
        Volume.ENDLESS,
        pace,
        Turn.of(shared.lease()),
        SETTLED,
        Probe.removals(shared.client(), shared.prefix(), shared.blobs().waiting()));
  }
}

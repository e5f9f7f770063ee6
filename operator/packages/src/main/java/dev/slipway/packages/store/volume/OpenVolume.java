package dev.slipway.packages.store.volume;

import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.store.ChangeRecorder;
import dev.slipway.packages.store.Store;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Begins to use a volume that this process has for itself. */
public final class OpenVolume {

  private OpenVolume() {}

  /**
   * Opens what a folder has, or begins it.
   *
   * @param recorder is told of changes of manifests
   * @throws IOException when it cannot be used, and what to do about it
   */
  public static Store.Open open(Path folder, ChangeRecorder recorder) throws IOException {
    Files.createDirectories(folder);
    var disk = Disk.of(folder);
    try {
      var blobs = new VolumeBlobs(folder, disk);
      var manifests = new VolumeManifests(folder, recorder, disk);
      manifests.eachUnwritten(manifest -> doubt(manifest, blobs));
      Closeable end =
          () -> {
            manifests.close();
            close(disk);
          };
      return new Store.Open(blobs, manifests, folder, Optional.empty(), end);
    } catch (IOException e) {
      close(disk);
      throw e;
    }
  }

  private static void close(Optional<Disk> disk) throws IOException {
    if (disk.isPresent()) {
      disk.get().close();
    }
  }

  /** What came from outside a moment before the machine stopped may not have got to the disk. */
  private static void doubt(Manifest manifest, VolumeBlobs blobs) {
    manifest.versions().values().stream()
        .filter(v -> v.origin().type() == Origin.Type.EXTERNAL)
        .forEach(v -> v.assets().values().forEach(blobs::doubt));
  }
}

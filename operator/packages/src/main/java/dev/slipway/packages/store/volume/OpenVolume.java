package dev.slipway.packages.store.volume;

import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.store.ChangeRecorder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A volume in use, which this process has for itself. */
public final class OpenVolume implements Closeable {

  private final Optional<Disk> disk;
  private final VolumeBlobs blobs;
  private final VolumeManifests manifests;

  /**
   * Opens what a folder has, or begins it.
   *
   * @param recorder is told of changes of manifests
   * @throws IOException when it cannot be used, and what to do about it
   */
  public OpenVolume(Path folder, ChangeRecorder recorder) throws IOException {
    Files.createDirectories(folder);
    disk = Disk.of(folder);
    try {
      blobs = new VolumeBlobs(folder, disk);
      manifests = new VolumeManifests(folder, recorder, disk);
    } catch (IOException e) {
      closeDisk();
      throw e;
    }
    manifests.eachUnwritten(this::doubt);
  }

  /** What came from outside a moment before the machine stopped may not have got to the disk. */
  private void doubt(Manifest manifest) {
    manifest.versions().values().stream()
        .filter(v -> v.origin().type() == Origin.Type.EXTERNAL)
        .forEach(v -> v.assets().values().forEach(blobs::doubt));
  }

  public VolumeBlobs blobs() {
    return blobs;
  }

  public VolumeManifests manifests() {
    return manifests;
  }

  private void closeDisk() throws IOException {
    if (disk.isPresent()) {
      disk.get().close();
    }
  }

  @Override
  public void close() throws IOException {
    manifests.close();
    closeDisk();
  }
}

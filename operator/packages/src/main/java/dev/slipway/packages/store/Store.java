package dev.slipway.packages.store;

import dev.slipway.packages.s3.Bucket;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.store.s3.Lease;
import dev.slipway.packages.store.s3.Probe;
import dev.slipway.packages.store.s3.S3Blobs;
import dev.slipway.packages.store.s3.S3Manifests;
import dev.slipway.packages.store.s3.Shared;
import dev.slipway.packages.store.s3.SharedObject;
import dev.slipway.packages.store.volume.OpenVolume;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Where a domain keeps its bytes. */
public sealed interface Store {

  /** A folder that one process has for itself. */
  record Volume(Path folder) implements Store {}

  /**
   * A bucket that several replicas share.
   *
   * @param prefix what all keys begin with, empty or with a slash at the end
   * @param cache folder for copies, which may be lost
   * @param cacheBytes how much of them is kept
   */
  record S3(Bucket bucket, String prefix, Path cache, long cacheBytes) implements Store {}

  /** What this process has for itself; with a bucket it may be lost. */
  default Path folder() {
    return switch (this) {
      case Volume(var folder) -> folder;
      case S3(_, _, var cache, _) -> cache;
    };
  }

  /**
   * A store in use.
   *
   * @param folder for what this process alone remembers
   * @param shared what replicas share; empty for a volume
   */
  record Open(
      BlobStore blobs, Manifests manifests, Path folder, Optional<Shared> shared, Closeable end)
      implements Closeable {
    @Override
    public void close() throws IOException {
      end.close();
    }
  }

  /**
   * Begins to use a store.
   *
   * @param recorder is told of changes of manifests
   * @throws IOException when it cannot be used, and what to do about it
   */
  static Open open(Store store, ChangeRecorder recorder, InstantSource clock) throws IOException {
    return switch (store) {
      case Volume(var folder) -> {
        var volume = new OpenVolume(folder, recorder);
        yield new Open(volume.blobs(), volume.manifests(), folder, Optional.empty(), volume);
      }
      case S3(var bucket, var prefix, var cache, var bytes) -> {
        var client = new S3Client(bucket, clock);
        try {
          Probe.check(client, prefix);
          var blobs = new S3Blobs(client, prefix, cache, bytes, clock);
          var manifests = new S3Manifests(client, prefix, recorder, clock);
          var lease = new Lease(new SharedObject(client, prefix + "upkeep/lease.json"));
          Closeable end =
              () -> {
                lease.close();
                manifests.close();
                client.close();
              };
          var shared = new Shared(client, prefix, blobs, manifests.records(), lease);
          yield new Open(blobs, manifests, cache, Optional.of(shared), end);
        } catch (IOException e) {
          client.close();
          throw e;
        }
      }
    };
  }
}

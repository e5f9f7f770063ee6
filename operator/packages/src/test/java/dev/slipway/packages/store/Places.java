package dev.slipway.packages.store;

import dev.slipway.packages.store.s3.Buckets;
import dev.slipway.testkit.s3.S3Servers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/** The places where a store can be, for tests of what is the same in all of them. */
final class Places implements AutoCloseable {

  enum Place {
    VOLUME,
    VERSITYGW,
    SEAWEEDFS
  }

  private final Path folder;
  private final AtomicInteger number = new AtomicInteger();
  private final S3Servers.Running versitygw;
  private final S3Servers.Running seaweed;

  Places(Path folder) throws IOException {
    this.folder = folder;
    versitygw = S3Servers.versitygw(folder.resolve("versitygw"));
    seaweed = S3Servers.seaweed(folder.resolve("seaweed"));
  }

  /** A store with nothing in it. */
  Store fresh(Place place) {
    int next = number.incrementAndGet();
    var own = folder.resolve("store" + next);
    return switch (place) {
      case VOLUME -> new Store.Volume(own);
      case VERSITYGW -> Buckets.store(versitygw.endpoint(), "d" + next + "/", own);
      case SEAWEEDFS -> Buckets.store(seaweed.endpoint(), "d" + next + "/", own);
    };
  }

  /** The same store for a process that remembers nothing. */
  Store again(Store store) {
    return switch (store) {
      case Store.Volume volume -> volume;
      case Store.S3(var bucket, var prefix, _, var bytes) ->
          new Store.S3(bucket, prefix, folder.resolve("store" + number.incrementAndGet()), bytes);
    };
  }

  Store.Open open(Store store) throws IOException {
    return Store.open(store, ChangeRecorder.NONE, Clock.systemUTC());
  }

  @Override
  public void close() {
    versitygw.close();
    seaweed.close();
  }
}

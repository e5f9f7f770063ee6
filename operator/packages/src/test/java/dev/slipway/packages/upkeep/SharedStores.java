package dev.slipway.packages.upkeep;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.s3.Retry;
import dev.slipway.packages.store.ChangeRecorder;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.s3.Buckets;
import dev.slipway.packages.store.s3.HandLease;
import dev.slipway.packages.store.s3.Probe;
import dev.slipway.packages.store.s3.S3Blobs;
import dev.slipway.packages.store.s3.S3Manifests;
import dev.slipway.packages.store.s3.Shared;
import dev.slipway.packages.store.s3.SharedObject;
import dev.slipway.packages.store.s3.StoreTime;
import dev.slipway.testkit.s3.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replicas that share a part of a bucket, each behind a proxy of its own, with a time that a test
 * moves: also that of the objects.
 */
final class SharedStores implements AutoCloseable {

  private static final long COPIES = 64 << 20;

  /** One replica. */
  record Replica(UpkeepStore store, HandLease lease, FaultProxy proxy) {

    /** Whether the bucket has it, whatever copies there are. */
    boolean bucketHas(String content) throws IOException {
      var digest = digest(content);
      var found = new AtomicBoolean();
      store.bytes.each(
          digest.substring(7, 11),
          blob -> found.compareAndSet(false, blob.digest().equals(digest)));
      return found.get();
    }
  }

  final MovingClock clock = new MovingClock();
  private final StoreTime times = new StoreTime(clock);
  private final AtomicLong nanos = new AtomicLong();
  private final URI endpoint;
  private final String prefix;
  private final Path folder;
  private final List<Replica> replicas = new ArrayList<>();

  SharedStores(URI endpoint, String prefix, Path folder) {
    this.endpoint = endpoint;
    this.prefix = prefix;
    this.folder = folder;
  }

  /** A replica that knows nothing yet. */
  Replica replica(Limits limits) throws IOException {
    var proxy = new FaultProxy(endpoint);
    proxy.rewriting(times);
    // Not of the test's time, by which a store refuses what is signed.
    var client = Buckets.client(proxy.endpoint()).with(new Retry(2, Duration.ofSeconds(5)));
    Probe.check(client, prefix);
    var own = folder.resolve("replica" + replicas.size());
    var blobs = new S3Blobs(client, prefix, own, COPIES, clock);
    var manifests = new S3Manifests(client, prefix, ChangeRecorder.NONE, Clock.systemUTC());
    var lease = new HandLease(new SharedObject(client, prefix + "upkeep/lease.json"), nanos);
    var shared = new Shared(client, prefix, blobs, manifests.records(), lease.lease());
    var replica = new Replica(new UpkeepStore(own, shared, manifests, limits, clock), lease, proxy);
    replicas.add(replica);
    return replica;
  }

  Replica replica() throws IOException {
    return replica(Limits.DEFAULT);
  }

  static String digest(String content) {
    return Hashing.of(content.getBytes(StandardCharsets.UTF_8)).digest();
  }

  /** Keeps what two looks condemn, so that the third is about to remove it. */
  void condemn(Replica replica, String content) throws IOException {
    replica.store().put(content);
    passHours(25);
    replica.store().upkeep.round();
    passHours(25);
  }

  void passHours(int hours) {
    clock.pass(Duration.ofHours(hours));
  }

  @Override
  public void close() throws IOException {
    for (var replica : replicas) {
      replica.store().close();
      replica.proxy().close();
    }
  }
}

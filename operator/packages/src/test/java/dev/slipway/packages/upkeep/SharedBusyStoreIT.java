package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.store.s3.TestBucket;
import dev.slipway.packages.upkeep.SharedStores.Replica;
import dev.slipway.testkit.s3.FaultProxy.Fault;
import dev.slipway.testkit.s3.FaultProxy.Request;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two replicas look after a bucket by turns, half a day apart, and break off at any request, while
 * both publish, move and delete the same few contents.
 */
final class SharedBusyStoreIT {

  @RegisterExtension static final TestBucket BUCKET = new TestBucket();

  private static final int WORKERS = 4;
  private static final int ROUNDS = 20;
  private static final BusyWorkers.Habits HABITS = new BusyWorkers.Habits(60, 8, 60);

  /** A look that may break off, as when its process is killed. */
  private static boolean look(Replica replica, RandomGenerator random) throws IOException {
    replica.lease().take();
    int last = random.nextBoolean() ? random.nextInt(12) : Integer.MAX_VALUE;
    var done = new int[1];
    replica
        .proxy()
        .with(
            request ->
                upkeep(request) && ++done[0] > last
                    ? Optional.of(
                        random.nextBoolean() ? new Fault.RequestLost() : new Fault.AnswerLost())
                    : Optional.empty());
    try {
      replica.store().upkeep.round();
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      replica.proxy().calm();
    }
  }

  private static boolean upkeep(Request request) {
    return (request.method().equals("DELETE") && request.target().contains("/blobs/"))
        || request.writes("upkeep/condemned")
        || request.writes("upkeep/uses");
  }

  @Test
  void noVersionEverLosesItsBytesAndGarbageGoesInTheEnd() throws Exception {
    try (var stores = new SharedStores(BUCKET.endpoint(), BUCKET.prefix(), BUCKET.freshFolder());
        var workers = new BusyWorkers(HABITS)) {
      var replicas = List.of(stores.replica(), stores.replica());
      var random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
      int whole = 0;
      int broken = 0;
      for (int w = 0; w < WORKERS; w++) {
        workers.start(replicas.get(w % 2).store());
      }
      for (int round = 0; round < ROUNDS && workers.allWork(); round++) {
        stores.passHours(13);
        if (look(replicas.get(random.nextInt(2)), random)) {
          whole++;
        } else {
          broken++;
        }
        workers.awaitSteps();
      }
      workers.end();
      assertThat(whole).isPositive();
      assertThat(broken).isPositive();
      assertThat(workers.kept()).isPositive();
      // A replica without copies has to have everything from the bucket.
      workers.check(stores.replica().store());
      removed(replicas);
      replicas.getFirst().store().put("stray");
      for (int i = 0; i < 4; i++) {
        stores.passHours(25);
        replicas.get(i % 2).lease().take();
        replicas.get(i % 2).store().upkeep.round();
      }
      var left = new TreeSet<String>();
      replicas.getFirst().store().bytes.each(blob -> left.add(blob.digest()));
      assertThat(left)
          .containsExactlyInAnyOrderElementsOf(
              workers.contents().stream().map(SharedStores::digest).toList());
    }
  }

  private static void removed(List<Replica> replicas) {
    double removed = 0;
    for (var replica : replicas) {
      removed += replica.store().metric("slipway_packages_removed_total", "what", "erased");
    }
    assertThat(removed).as("there was garbage meanwhile").isPositive();
  }
}

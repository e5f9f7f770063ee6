package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.upkeep.SharedStores.Replica;
import dev.slipway.testkit.s3.FaultProxy.Fault;
import dev.slipway.testkit.s3.FaultProxy.Request;
import dev.slipway.testkit.s3.S3Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas look after a bucket by turns, half a day apart, and break off at any request, while
 * both publish, move and delete the same few contents.
 */
final class SharedBusyStoreIT {

  private static final int WORKERS = 4;
  private static final int ROUNDS = 20;
  private static final int CONTENTS = 60;

  @TempDir Path folder;

  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicIntegerArray steps = new AtomicIntegerArray(WORKERS);
  private final Map<String, String> kept = new ConcurrentHashMap<>();

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static PackageKey key(RepositoryView view, int worker) {
    return new PackageKey(view.name(), UpkeepStore.name("p" + worker));
  }

  private static List<RepositoryView> views(Replica replica) {
    return List.of(replica.store().repository("from"), replica.store().repository("to", "from"));
  }

  private Void work(Replica replica, int worker) throws IOException, InterruptedException {
    var random = random(worker);
    var store = replica.store();
    var from = views(replica).getFirst();
    var to = views(replica).getLast();
    var name = UpkeepStore.name("p" + worker);
    for (int i = 0; !ended.get(); i++) {
      var version = Integer.toString(i);
      var content = "content " + random.nextInt(CONTENTS);
      var outcome = store.publish(from, "p" + worker, version, content);
      assertThat(outcome).isInstanceOf(Outcome.Changed.class);
      if (random.nextInt(3) == 0) {
        // As a download through another repository does, and then only that one has it.
        var found = store.packages.describe(from, name).version(version).orElseThrow();
        store.upkeep.manifests().change(key(to, worker), old -> Chain.retain(old, version, found));
        assertThat(store.packages.delete(from, name, version)).isEmpty();
        kept.put(to.name() + " " + worker + " " + version, content);
      } else if (random.nextInt(8) > 0) {
        assertThat(store.packages.delete(from, name, version)).isEmpty();
      } else {
        kept.put(from.name() + " " + worker + " " + version, content);
      }
      if (kept.size() > CONTENTS) {
        forget(store, worker);
      }
      steps.incrementAndGet(worker);
    }
    return null;
  }

  /** Contents must have no reference for a while, so that there is garbage. */
  private void forget(UpkeepStore store, int worker) throws IOException, InterruptedException {
    for (var each : new TreeSet<>(kept.keySet())) {
      var words = List.of(each.split(" ", -1));
      if (words.get(1).equals(Integer.toString(worker))) {
        kept.remove(each);
        var view = store.catalog.find(words.getFirst()).orElseThrow();
        store.packages.delete(view, UpkeepStore.name("p" + worker), words.get(2));
      }
    }
  }

  /** Nobody takes longer than a day from the bytes to the version: each ends what it began. */
  private void awaitWorkers(List<Future<Void>> workers) {
    var before = new ArrayList<Integer>();
    for (int i = 0; i < WORKERS; i++) {
      before.add(steps.get(i));
    }
    for (int i = 0; i < WORKERS; i++) {
      while (steps.get(i) < before.get(i) + 2 && !workers.get(i).isDone()) {
        Thread.onSpinWait();
      }
    }
  }

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
    try (var server = S3Servers.versitygw(folder.resolve("versitygw"));
        var stores = new SharedStores(server.endpoint(), "busy/", folder.resolve("replicas"));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var replicas = List.of(stores.replica(), stores.replica());
      var random = random(11);
      var workers = new ArrayList<Future<Void>>();
      int whole = 0;
      int broken = 0;
      replicas.forEach(SharedBusyStoreIT::views);
      for (int w = 0; w < WORKERS; w++) {
        int worker = w;
        workers.add(threads.submit(() -> work(replicas.get(worker % 2), worker)));
      }
      try {
        for (int round = 0; round < ROUNDS && workers.stream().noneMatch(Future::isDone); round++) {
          stores.passHours(13);
          if (look(replicas.get(random.nextInt(2)), random)) {
            whole++;
          } else {
            broken++;
          }
          awaitWorkers(workers);
        }
      } finally {
        ended.set(true);
      }
      for (var worker : workers) {
        worker.get();
      }
      assertThat(whole).isPositive();
      assertThat(broken).isPositive();
      check(stores.replica());
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
              kept.values().stream().distinct().map(SharedBusyStoreIT::digest).toList());
    }
  }

  private static String digest(String content) {
    return Hashing.of(content.getBytes(StandardCharsets.UTF_8)).digest();
  }

  private static void removed(List<Replica> replicas) {
    double removed = 0;
    for (var replica : replicas) {
      removed += replica.store().metric("slipway_packages_removed_total", "what", "erased");
    }
    assertThat(removed).as("there was garbage meanwhile").isPositive();
  }

  /** A replica without copies has to have everything from the bucket. */
  private void check(Replica fresh) throws IOException {
    var views = views(fresh);
    assertThat(kept).isNotEmpty();
    for (var each : kept.entrySet()) {
      var words = List.of(each.getKey().split(" ", -1));
      var view = words.getFirst().equals("from") ? views.getFirst() : views.getLast();
      var name = UpkeepStore.name("p" + words.get(1));
      var version = fresh.store().packages.describe(view, name).version(words.get(2)).orElseThrow();
      assertThat(fresh.store().bytes.find(version.assets().get("a").digest()).orElseThrow())
          .as(each.getKey())
          .hasContent(each.getValue());
    }
  }
}

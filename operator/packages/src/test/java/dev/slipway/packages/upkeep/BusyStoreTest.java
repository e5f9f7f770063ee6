package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds a day apart, one after the other, while many publish, move and delete. */
final class BusyStoreTest {

  private static final int WORKERS = 6;
  private static final int ROUNDS = 40;
  private static final int CONTENTS = 12;

  @TempDir Path folder;

  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicIntegerArray steps = new AtomicIntegerArray(WORKERS);
  private final Map<String, String> kept = new ConcurrentHashMap<>();

  private static PackageKey key(RepositoryView view, int worker) {
    return new PackageKey(view.name(), UpkeepStore.name("p" + worker));
  }

  /**
   * Contents are few, so that one is published while it is condemned elsewhere, and so that the
   * last reference to one goes while another comes.
   */
  private Void work(UpkeepStore store, int worker, RepositoryView from, RepositoryView to)
      throws IOException, InterruptedException {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(worker);
    var packages = store.packages;
    var name = UpkeepStore.name("p" + worker);
    for (int i = 0; !ended.get(); i++) {
      var version = Integer.toString(i);
      var content = "content " + random.nextInt(CONTENTS);
      var outcome = store.publish(from, "p" + worker, version, content);
      assertThat(outcome).isInstanceOf(Outcome.Changed.class);
      if (random.nextInt(3) == 0) {
        // As a download through another repository does, and then only that one has it.
        var found = packages.describe(from, name).version(version).orElseThrow();
        store.upkeep.manifests().change(key(to, worker), old -> Chain.retain(old, version, found));
        assertThat(packages.delete(from, name, version)).isEmpty();
        kept.put(to.name() + " " + worker + " " + version, content);
      } else if (random.nextInt(2) == 0) {
        assertThat(packages.delete(from, name, version)).isEmpty();
      } else {
        kept.put(from.name() + " " + worker + " " + version, content);
      }
      steps.incrementAndGet(worker);
    }
    return null;
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

  @Test
  void noVersionEverLosesItsBytesAndGarbageGoesInTheEnd() throws Exception {
    try (var store = new UpkeepStore(folder);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var from = store.repository("from");
      var to = store.repository("to", "from");
      var workers = new ArrayList<Future<Void>>();
      for (int w = 0; w < WORKERS; w++) {
        int worker = w;
        workers.add(threads.submit(() -> work(store, worker, from, to)));
      }
      try {
        for (int round = 0; round < ROUNDS && workers.stream().noneMatch(Future::isDone); round++) {
          store.passHours(13);
          store.upkeep.round();
          awaitWorkers(workers);
        }
      } finally {
        ended.set(true);
      }
      for (var worker : workers) {
        worker.get();
      }
      assertThat(kept).hasSizeGreaterThan(ROUNDS);
      for (var each : kept.entrySet()) {
        var words = List.of(each.getKey().split(" ", -1));
        var view = words.getFirst().equals("from") ? from : to;
        var name = UpkeepStore.name("p" + words.get(1));
        var version = store.packages.describe(view, name).version(words.get(2)).orElseThrow();
        assertThat(store.bytes.find(version.assets().get("a").digest()).orElseThrow())
            .as(each.getKey())
            .hasContent(each.getValue());
      }
      store.put("stray");
      store.settle();
      assertThat(store.files("blobs")).hasSize(kept.values().stream().distinct().toList().size());
    }
  }
}

package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGeneratorFactory;

/**
 * Workers that publish, move and delete the same few contents, and remember what is kept. Contents
 * are few, so that one is published while it is condemned elsewhere, and so that the last reference
 * to one goes while another comes.
 */
final class BusyWorkers implements AutoCloseable {

  /**
   * What all do.
   *
   * @param contents how many there are
   * @param keepsOneOf of so many versions that are not moved one is kept
   * @param most when more versions are kept, a worker deletes its own
   */
  record Habits(int contents, int keepsOneOf, int most) {}

  /** A version that is kept. */
  private record Kept(String repository, PackageName name, String version) {}

  private final Habits habits;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Worker> workers = new ArrayList<>();
  private final List<Future<Void>> work = new ArrayList<>();
  private final Map<Kept, String> kept = new ConcurrentHashMap<>();
  private volatile boolean ended;

  BusyWorkers(Habits habits) {
    this.habits = habits;
  }

  private final class Worker {
    private final UpkeepStore store;
    private final String name;
    private final RepositoryView from;
    private final RepositoryView to;
    private final AtomicInteger steps = new AtomicInteger();

    Worker(UpkeepStore store, int number) {
      this.store = store;
      name = "p" + number;
      from = from(store);
      to = to(store);
    }

    Void work(long seed) throws IOException, InterruptedException {
      var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      var full = UpkeepStore.name(name);
      for (int i = 0; !ended; i++) {
        var version = Integer.toString(i);
        var content = "content " + random.nextInt(habits.contents());
        var outcome = store.publish(from, name, version, content);
        assertThat(outcome).isInstanceOf(Outcome.Changed.class);
        if (random.nextInt(3) == 0) {
          move(full, version);
          kept.put(new Kept(to.name(), full, version), content);
        } else if (random.nextInt(habits.keepsOneOf()) > 0) {
          assertThat(store.packages.delete(from, full, version)).isEmpty();
        } else {
          kept.put(new Kept(from.name(), full, version), content);
        }
        if (kept.size() > habits.most()) {
          deleteOwn(full);
        }
        steps.incrementAndGet();
      }
      return null;
    }

    /** As a download through another repository does, and then only that one has it. */
    private void move(PackageName name, String version) throws IOException, InterruptedException {
      var found = store.packages.describe(from, name).version(version).orElseThrow();
      var key = new PackageKey(to.name(), name);
      store.upkeep.manifests().change(key, old -> Chain.retain(old, version, found));
      assertThat(store.packages.delete(from, name, version)).isEmpty();
    }

    /** Contents must have no reference for a while, so that there is garbage. */
    private void deleteOwn(PackageName name) throws IOException, InterruptedException {
      for (var each : Set.copyOf(kept.keySet())) {
        if (each.name().equals(name)) {
          kept.remove(each);
          var view = store.catalog.find(each.repository()).orElseThrow();
          store.packages.delete(view, name, each.version());
        }
      }
    }
  }

  private static RepositoryView from(UpkeepStore store) {
    return store.repository("from");
  }

  private static RepositoryView to(UpkeepStore store) {
    return store.repository("to", "from");
  }

  /** Has another one work in a store. */
  void start(UpkeepStore store) {
    int number = workers.size();
    var worker = new Worker(store, number);
    workers.add(worker);
    work.add(threads.submit(() -> worker.work(number)));
  }

  /** Whether none has failed. */
  boolean allWork() {
    return work.stream().noneMatch(Future::isDone);
  }

  /** Nobody takes longer than a day from the bytes to the version: each ends what it began. */
  void awaitSteps() {
    var before = workers.stream().map(w -> w.steps.get()).toList();
    for (int i = 0; i < workers.size(); i++) {
      while (workers.get(i).steps.get() < before.get(i) + 2 && !work.get(i).isDone()) {
        Thread.onSpinWait();
      }
    }
  }

  /** Has all end what they began; throws what one failed with. */
  void end() throws Exception {
    ended = true;
    for (var each : work) {
      each.get();
    }
  }

  /** How many versions are kept. */
  int kept() {
    return kept.size();
  }

  /** What the kept versions have, each once. */
  Set<String> contents() {
    return new HashSet<>(kept.values());
  }

  /** That a store has every version that is kept, with its bytes. */
  void check(UpkeepStore store) throws IOException {
    from(store);
    to(store);
    for (var each : kept.entrySet()) {
      var version = each.getKey();
      var view = store.catalog.find(version.repository()).orElseThrow();
      var found =
          store.packages.describe(view, version.name()).version(version.version()).orElseThrow();
      assertThat(store.bytes.find(found.assets().get("a").digest()).orElseThrow())
          .as(version.toString())
          .hasContent(each.getValue());
    }
  }

  @Override
  public void close() {
    ended = true;
    threads.close();
  }
}

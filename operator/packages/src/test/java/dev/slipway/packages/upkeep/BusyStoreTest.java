package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds a day apart, one after the other, while many publish, move and delete. */
final class BusyStoreTest {

  private static final int WORKERS = 6;
  private static final int ROUNDS = 40;
  private static final BusyWorkers.Habits HABITS = new BusyWorkers.Habits(12, 2, Integer.MAX_VALUE);

  @TempDir Path folder;

  @Test
  void noVersionEverLosesItsBytesAndGarbageGoesInTheEnd() throws Exception {
    try (var store = new UpkeepStore(folder);
        var workers = new BusyWorkers(HABITS)) {
      for (int w = 0; w < WORKERS; w++) {
        workers.start(store);
      }
      for (int round = 0; round < ROUNDS && workers.allWork(); round++) {
        store.passHours(13);
        store.upkeep.round();
        workers.awaitSteps();
      }
      workers.end();
      assertThat(workers.kept()).isGreaterThan(ROUNDS);
      workers.check(store);
      store.put("stray");
      store.settle();
      assertThat(store.files("blobs")).hasSize(workers.contents().size());
    }
  }
}

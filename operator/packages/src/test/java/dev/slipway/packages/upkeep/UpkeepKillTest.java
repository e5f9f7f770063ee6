package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestProcess;
import dev.slipway.packages.model.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that publishes, deletes and cleans up without a pause, and is killed. */
final class UpkeepKillTest {

  private static final int ROUNDS = 4;

  @TempDir Path folder;

  private final Set<String> kept = new HashSet<>();

  /** Prints the versions that are there for good, and those that were begun to be deleted. */
  static final class Program {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      var store =
          new UpkeepStore(Path.of(arguments[0]), new Limits(1 << 20, 350, 1 << 30, 0, null));
      store.external("central", "http://127.0.0.1:1");
      var libs = store.repository("libs", "central");
      var round = arguments[1];
      for (int i = 0; ; i++) {
        var version = round + "." + i;
        store.publish(libs, "tool", version, "content " + version);
        System.out.println("kept " + version);
        store.ingest("central", "central", "cached", version, "cached " + version);
        store.put("stray " + version);
        if (i % 2 == 1) {
          System.out.println("deleted " + version);
          store.packages.delete(libs, UpkeepStore.name("tool"), version);
        }
        if (i % 3 == 0) {
          store.passHours(25);
          store.upkeep.tick();
        }
      }
    }
  }

  @Test
  void afterAKillAtAnyMomentNothingIsLostAndTheRestIsCleanedUp() throws Exception {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    for (int round = 0; round < ROUNDS; round++) {
      var process = TestProcess.start(Program.class, folder.toString(), Integer.toString(round));
      try {
        int lines = random.nextInt(40, 120);
        var out = process.inputReader(StandardCharsets.UTF_8);
        for (var line = out.readLine(); line != null; line = out.readLine()) {
          note(line);
          if (--lines == 0) {
            process.destroyForcibly();
          }
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
      check();
    }
  }

  private void note(String line) {
    var words = line.split(" ", -1);
    if (words[0].equals("kept")) {
      kept.add(words[1]);
    } else if (words.length == 2) {
      kept.remove(words[1]);
    }
  }

  private void check() throws IOException, InterruptedException {
    try (var store = new UpkeepStore(folder)) {
      var libs = store.repository("libs");
      store.settle();
      var versions = store.packages.describe(libs, UpkeepStore.name("tool")).versions();
      assertThat(versions.keySet()).containsAll(kept);
      for (var each : versions.entrySet()) {
        assertThat(store.bytes.find(each.getValue().assets().get("a").digest()).orElseThrow())
            .hasContent("content " + each.getKey());
      }
      assertThat(store.has("stray 0.0")).isFalse();
      assertThat(store.metric("slipway_packages_blobs_bytes", "kind", "garbage")).isZero();
    }
  }
}

package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.faults.Publishers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server in a process of its own that is killed at random moments while many publish packages of
 * all formats.
 */
final class KillTest {

  private static final int ROUNDS = 20;
  private static final int PUBLISHES = 1000;

  @TempDir Path folder;

  private final Publishers publishers = new Publishers();

  /** The server that is killed: prints its address and serves until then. */
  static final class Program {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      var server = new TestServer(Path.of(arguments[0])).hosted("libs");
      System.out.println("http://127.0.0.1:" + server.port() + "/repositories/libs/");
      Thread.currentThread().join();
    }
  }

  @AfterEach
  void stop() {
    publishers.close();
  }

  @Test
  void whatWasAcknowledgedIsThereAndNothingIsThereByHalf() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of the moments: " + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var store = Files.createDirectory(folder.resolve("store"));
    for (int r = 0; r < ROUNDS; r++) {
      var enough = new CountDownLatch(PUBLISHES / ROUNDS + random.nextInt(0, 15));
      long moment = random.nextLong(0, 10_000_000);
      var process = TestProcess.start(Program.class, store.toString());
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var root = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (r > 0) {
          publishers.check(root, store);
        }
        var killer =
            threads.submit(
                () -> {
                  enough.await();
                  LockSupport.parkNanos(moment);
                  return process.destroyForcibly();
                });
        for (var writer : threads.invokeAll(publishers.all(root, r, enough, () -> false))) {
          writer.get();
        }
        killer.get();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    try (var server = new TestServer(store).hosted("libs")) {
      publishers.checkAll("http://127.0.0.1:" + server.port() + "/repositories/libs/", store);
    }
    assertThat(publishers.acknowledged()).isGreaterThanOrEqualTo(PUBLISHES);
    assertThat(publishers.sent()).as("some were on their way").isPositive();
  }
}

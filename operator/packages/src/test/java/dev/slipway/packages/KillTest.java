package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.faults.Publisher;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
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
  private static final int WRITERS = 6;

  /** What became of a package that somebody published. */
  private enum Fate {
    SENT,
    ACKNOWLEDGED
  }

  @TempDir Path folder;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Publisher.Item, Fate> fates = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();

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
    client.close();
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Publishes one package after the other until the server is gone. */
  private Void publish(String root, Publisher.Kind kind, CountDownLatch enough)
      throws InterruptedException {
    try {
      while (true) {
        var item = Publisher.item(kind, number.incrementAndGet());
        fates.put(item, Fate.SENT);
        for (var request : item.requests(root)) {
          var answer = send(request);
          assertThat(answer.statusCode())
              .as(item + " " + new String(answer.body(), StandardCharsets.UTF_8))
              .isIn(200, 201);
        }
        fates.put(item, Fate.ACKNOWLEDGED);
        acknowledged.incrementAndGet();
        enough.countDown();
      }
    } catch (IOException e) {
      return null;
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAndNothingIsThereByHalf() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of the moments: " + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var store = Files.createDirectory(folder.resolve("store"));
    var kinds = Publisher.Kind.values();
    for (int r = 0; r < ROUNDS; r++) {
      int round = r;
      var enough = new CountDownLatch(PUBLISHES / ROUNDS + random.nextInt(0, 15));
      long moment = random.nextLong(0, 10_000_000);
      var process = TestProcess.start(Program.class, store.toString());
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var root = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (round > 0) {
          check(root, store);
        }
        var writers =
            IntStream.range(0, WRITERS)
                .<Callable<Void>>mapToObj(
                    w -> () -> publish(root, kinds[(w + round) % kinds.length], enough))
                .toList();
        var killer =
            threads.submit(
                () -> {
                  enough.await();
                  LockSupport.parkNanos(moment);
                  return process.destroyForcibly();
                });
        for (var writer : threads.invokeAll(writers)) {
          writer.get();
        }
        killer.get();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    try (var server = new TestServer(store).hosted("libs")) {
      checked.clear();
      check("http://127.0.0.1:" + server.port() + "/repositories/libs/", store);
    }
    assertThat(acknowledged.get()).isGreaterThanOrEqualTo(PUBLISHES);
    assertThat(fates.values()).as("some were on their way").contains(Fate.SENT);
  }

  private final Set<Publisher.Item> checked = new HashSet<>();

  /** Reads all of the last round, and at the end everything. */
  private void check(String root, Path store) throws Exception {
    try (var left = Files.list(store.resolve("tmp"))) {
      assertThat(left).as("nothing of the earlier process").isEmpty();
    }
    for (var each : fates.entrySet()) {
      var item = each.getKey();
      if (!checked.add(item)) {
        continue;
      }
      var listed = send(item.listing(root));
      boolean there =
          listed.statusCode() == 200
              && new String(listed.body(), StandardCharsets.UTF_8).contains(item.listed());
      if (each.getValue() == Fate.ACKNOWLEDGED) {
        assertThat(there).as(item + " is listed").isTrue();
      }
      for (var file : item.files(root).entrySet()) {
        var answer = send(file.getKey());
        if (there) {
          assertThat(answer.statusCode()).as(item + " is whole").isEqualTo(200);
        }
        if (answer.statusCode() == 200) {
          assertThat(answer.body()).as(item + " is what was sent").isEqualTo(file.getValue());
        }
      }
    }
  }
}

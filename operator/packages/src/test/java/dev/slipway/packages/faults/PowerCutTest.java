package dev.slipway.packages.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Publication;
import dev.slipway.packages.TestProcess;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose disk loses its power at random moments, and with it all that was not forced to it,
 * while many publish packages and others read those of an upstream.
 */
final class PowerCutTest {

  private static final int ROUNDS = 6;
  private static final int PUBLISHES = 60;
  private static final int READERS = 3;
  private static final int LARGEST = 60_000;

  @TempDir Path folder;

  private final Map<String, byte[]> fetched = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();

  /** The server: prints its address and serves until it is killed. */
  static final class Program {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      System.out.println(serve(Path.of(arguments[0]), arguments[1]).url());
      Thread.currentThread().join();
    }
  }

  private static TestServer serve(Path store, String upstream) throws IOException {
    return new TestServer(store)
        .hosted("libs")
        .remote("central", Format.maven, upstream)
        .hosted("all", "central");
  }

  private static String libs(String url) {
    return url + "/repositories/libs/";
  }

  private static String outside(String url) {
    return url + "/repositories/all/maven/";
  }

  /** Reads one new file of the upstream after the other, until the server is gone. */
  private void fetch(Publishers people, ScriptedUpstream upstream, String url, AtomicBoolean ends)
      throws InterruptedException {
    try {
      while (true) {
        int next = number.incrementAndGet();
        var path = "org/example/far%1$d/1/far%1$d-1.jar".formatted(next);
        var bytes = jar(next);
        upstream.has("/" + path, "application/java-archive", bytes);
        var answer = people.send(Publication.get(outside(url) + path));
        if (ends.get()) {
          return;
        }
        check(path, bytes, answer);
        fetched.put(path, bytes);
      }
    } catch (IOException e) {
      // The server is gone.
    }
  }

  /** It begins as an archive does. */
  private static byte[] jar(int number) {
    var random = new Random(number);
    var bytes = new byte[random.nextInt(2, LARGEST)];
    random.nextBytes(bytes);
    bytes[0] = 'P';
    bytes[1] = 'K';
    return bytes;
  }

  private void checkFetched(Publishers people, String url) throws Exception {
    for (var file : fetched.entrySet()) {
      var answer = people.send(Publication.get(outside(url) + file.getKey()));
      check(file.getKey(), file.getValue(), answer);
    }
  }

  private static void check(String path, byte[] bytes, HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode())
        .as(path + " " + new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertThat(answer.body()).as(path).isEqualTo(bytes);
  }

  @Test
  void whatWasAcknowledgedIsThereAndWhatComesFromOutsideIsWhole() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of the moments: " + seed);
    var random = new Random(seed);
    try (var disk = new LoopDisk(folder);
        var people = new Publishers()) {
      try (var upstream = new ScriptedUpstream()) {
        for (int round = 0; round < ROUNDS; round++) {
          var store = Files.createDirectories(disk.mount().resolve("store"));
          round(round, random, disk, store, people, upstream);
          disk.unmount();
        }
        var store = disk.mount().resolve("store");
        try (var server = serve(store, upstream.url())) {
          people.checkAll(libs(server.url()), store);
          checkFetched(people, server.url());
        }
      }
      // Without the upstream: whatever was lost has come again, and is kept.
      try (var server = serve(disk.folder().resolve("store"), "http://127.0.0.1:1")) {
        checkFetched(people, server.url());
      }
      assertThat(people.acknowledged()).isGreaterThanOrEqualTo((long) ROUNDS * PUBLISHES);
      assertThat(fetched).hasSizeGreaterThan(ROUNDS);
    }
  }

  private void round(
      int round,
      Random random,
      LoopDisk disk,
      Path store,
      Publishers people,
      ScriptedUpstream upstream)
      throws Exception {
    var enough = new CountDownLatch(PUBLISHES);
    var ends = new AtomicBoolean();
    long moment = random.nextLong(0, 300_000_000);
    var process = TestProcess.start(Program.class, store.toString(), upstream.url());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var url = process.inputReader(StandardCharsets.UTF_8).readLine();
      if (round > 0) {
        people.check(libs(url), store);
        checkFetched(people, url);
      }
      var readers =
          Stream.<Callable<Void>>generate(
                  () ->
                      () -> {
                        fetch(people, upstream, url, ends);
                        return null;
                      })
              .limit(READERS);
      var cut =
          threads.submit(
              () -> {
                enough.await();
                LockSupport.parkNanos(moment);
                ends.set(true);
                disk.cut();
                return process.destroyForcibly();
              });
      var writers = people.all(libs(url), round, enough, ends::get).stream();
      for (var one : threads.invokeAll(Stream.concat(writers, readers).toList())) {
        one.get();
      }
      cut.get();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}

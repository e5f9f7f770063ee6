package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own that is killed while many publish. */
final class KillTest {

  private static final int ROUNDS = 4;
  private static final int WRITERS = 8;
  private static final int PACKAGES = 5;
  private static final int VERSIONS = 7;

  @TempDir Path folder;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, String> sent = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();

  /** The server that is killed: prints its address and serves until then. */
  static final class Program {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      var server = new TestServer(Path.of(arguments[0])).hosted("libs");
      System.out.println(server.url("libs", "generic"));
      Thread.currentThread().join();
    }
  }

  private static String place(int name, int round, int version) {
    return "org/p" + name + "/" + round + "." + version;
  }

  private static Process program(Path store) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            store.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.header("Authorization", "Bearer writer").build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Publishes assets of few packages until the server is gone. */
  private Void publish(String url, int round) throws InterruptedException {
    try {
      while (true) {
        int i = number.incrementAndGet();
        var path = place(i % PACKAGES, round, i % VERSIONS) + "/a" + i + "?unfinished=true";
        var content = "content " + i;
        sent.put(path, content);
        var answer =
            send(
                HttpRequest.newBuilder(URI.create(url + path))
                    .PUT(HttpRequest.BodyPublishers.ofString(content)));
        assertThat(answer.statusCode()).isEqualTo(201);
        acknowledged.put(path, content);
      }
    } catch (IOException e) {
      return null;
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAndNothingIsThereByHalf() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    for (int r = 0; r < ROUNDS; r++) {
      int round = r;
      var process = program(folder);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var url = process.inputReader(StandardCharsets.UTF_8).readLine();
        int enough = acknowledged.size() + random.nextInt(20, 200);
        var writers =
            IntStream.range(0, WRITERS)
                .<Callable<Void>>mapToObj(w -> () -> publish(url, round))
                .toList();
        var killer =
            threads.submit(
                () -> {
                  while (acknowledged.size() < enough) {
                    Thread.onSpinWait();
                  }
                  process.destroyForcibly();
                });
        for (var writer : threads.invokeAll(writers)) {
          writer.get();
        }
        killer.get();
      } finally {
        process.destroyForcibly().waitFor();
      }
      check(round);
    }
  }

  /**
   * Closes the versions of this round, for an open one is given to nobody, and reads everything.
   */
  private void check(int round) throws Exception {
    try (var server = new TestServer(folder).hosted("libs")) {
      var url = server.url("libs", "generic");
      for (int i = 0; i < PACKAGES * VERSIONS; i++) {
        var closed =
            send(
                HttpRequest.newBuilder(
                        URI.create(url + place(i / VERSIONS, round, i % VERSIONS) + "/end"))
                    .PUT(HttpRequest.BodyPublishers.ofString("")));
        assertThat(closed.statusCode()).isEqualTo(201);
      }
      for (var each : sent.entrySet()) {
        var path = each.getKey().replaceFirst("\\?.*", "");
        var answer = send(HttpRequest.newBuilder(URI.create(url + path)));
        if (acknowledged.containsKey(each.getKey())) {
          assertThat(answer.statusCode()).as(path).isEqualTo(200);
        }
        if (answer.statusCode() == 200) {
          assertThat(answer.body()).isEqualTo(each.getValue());
        }
      }
    }
  }
}

package dev.slipway.packages.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.packages.Publication;
import dev.slipway.packages.TestProcess;
import dev.slipway.packages.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own whose disk takes forty writes a second. */
final class SlowDiskTest {

  private static final int WRITES_A_SECOND = 40;
  private static final int WRITERS = 6;
  private static final int EACH = 4;
  private static final int CREATED = 201;
  private static final int OK = 200;

  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Serves until it is killed. */
  static final class Program {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      var server = new TestServer(Path.of(arguments[0])).hosted("libs");
      System.out.println(server.url());
      Thread.currentThread().join();
    }
  }

  @AfterEach
  void stop() {
    client.close();
  }

  private int put(String url) throws IOException, InterruptedException {
    var bytes = url.getBytes(StandardCharsets.UTF_8);
    return client
        .send(Publication.put(url, bytes), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return client.send(Publication.get(url), HttpResponse.BodyHandlers.ofString());
  }

  private List<String> publish(String libs, int writer) throws IOException, InterruptedException {
    var acknowledged = new ArrayList<String>();
    for (int i = 0; i < EACH; i++) {
      var path = "org/tool-%d/%d/a".formatted(writer, i);
      assertThat(put(libs + path)).isEqualTo(CREATED);
      assertThat(get(libs + path).statusCode()).as("what is acknowledged is there").isEqualTo(OK);
      acknowledged.add(path);
    }
    return acknowledged;
  }

  @Test
  void publicationsWaitForTheDiskAndReadersDoNot() throws Exception {
    assumeTrue(SlowDisk.possible(), "no control groups that slow a disk down");
    var store = Files.createDirectory(folder.resolve("store"));
    var process = TestProcess.start(Program.class, store.toString());
    var root = process.inputReader(StandardCharsets.UTF_8).readLine();
    var libs = root + "/repositories/libs/generic/";
    assertThat(put(libs + "org/old/1/a")).isEqualTo(CREATED);
    var published = new ArrayList<String>();
    int reads = 0;
    long start = System.nanoTime();
    try (var _ = new SlowDisk(store, process.pid(), WRITES_A_SECOND)) {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var ended = new AtomicBoolean();
        var reader =
            threads.submit(
                () -> {
                  int count = 0;
                  for (; !ended.get(); count++) {
                    assertThat(get(libs + "org/old/1/a").statusCode()).isEqualTo(OK);
                    assertThat(ready(root)).isEqualTo(OK);
                  }
                  return count;
                });
        var writers =
            IntStream.range(0, WRITERS)
                .<Callable<List<String>>>mapToObj(w -> () -> publish(libs, w))
                .toList();
        try {
          for (var writer : threads.invokeAll(writers)) {
            published.addAll(writer.get());
          }
        } finally {
          ended.set(true);
        }
        reads = reader.get();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    var time = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf(
        "slow disk: %d publications and %d reads in %d ms%n",
        published.size(), reads, time.toMillis());
    assertThat(published).hasSize(WRITERS * EACH);
    assertThat(time).as("each has two writes at least").isGreaterThan(Duration.ofSeconds(1));
    assertThat(reads).as("they wait for no write").isGreaterThan(10 * published.size());
    try (var server = new TestServer(store).hosted("libs")) {
      for (var path : published) {
        assertThat(get(server.url("libs", "generic") + path).body()).endsWith(path);
      }
    }
  }

  private int ready(String root) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(root + "/readyz")).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}

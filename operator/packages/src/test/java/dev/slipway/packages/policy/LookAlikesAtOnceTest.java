package dev.slipway.packages.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Publication;
import dev.slipway.packages.TestServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages that nobody knows yet, whose names look alike, and that are published at once. */
final class LookAlikesAtOnceTest {

  private static final List<String> NAMES =
      List.of("cool", "c0ol", "co0l", "c00l", "coo1", "c0o1", "co01", "c001");

  private static final int ROUNDS = 20;
  private static final int CREATED = 201;
  private static final int FORBIDDEN = 403;

  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(folder).hosted("one").hosted("two");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private int publish(String repository, String name, String version)
      throws IOException, InterruptedException {
    var url = server.url(repository, "generic") + "acme/" + name + "/" + version + "/file";
    return client
        .send(
            Publication.put(url, name.getBytes(StandardCharsets.UTF_8)), BodyHandlers.discarding())
        .statusCode();
  }

  /** The answers of all, who begin at the same moment. */
  private List<Integer> together(List<Callable<Integer>> publications) throws Exception {
    var barrier = new CyclicBarrier(publications.size());
    var answers = new ArrayList<Integer>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var begun =
          publications.stream()
              .map(
                  p ->
                      threads.submit(
                          () -> {
                            barrier.await();
                            return p.call();
                          }))
              .toList();
      for (var one : begun) {
        answers.add(one.get());
      }
    }
    return answers;
  }

  @Test
  void oneOfThemBegins() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      var tool = "-tool" + round;
      var publications = new ArrayList<Callable<Integer>>();
      for (var name : NAMES) {
        var repository = publications.size() % 2 == 0 ? "one" : "two";
        publications.add(() -> publish(repository, name + tool, "1"));
      }
      assertThat(together(publications))
          .as(tool)
          .containsOnly(CREATED, FORBIDDEN)
          .containsOnlyOnce(CREATED);
    }
  }

  @Test
  void versionsOfOneNameAllBegin() throws Exception {
    var publications = new ArrayList<Callable<Integer>>();
    for (int i = 0; i < NAMES.size(); i++) {
      var version = Integer.toString(i);
      publications.add(() -> publish("one", "cool-tool", version));
    }
    assertThat(together(publications)).containsOnly(CREATED);
  }
}

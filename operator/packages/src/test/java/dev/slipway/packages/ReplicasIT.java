package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.store.ChangeRecorder;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.Published;
import dev.slipway.packages.store.Store;
import dev.slipway.packages.store.s3.Buckets;
import dev.slipway.packages.store.s3.TestBucket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Package servers that share a bucket. */
final class ReplicasIT {

  @RegisterExtension static final TestBucket BUCKET = new TestBucket();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<TestServer> replicas = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 3; i++) {
      replicas.add(new TestServer(BUCKET.store()).hosted("libs"));
    }
  }

  @AfterEach
  void stop() {
    replicas.forEach(TestServer::close);
    threads.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.header("Authorization", "Bearer writer").build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private int put(String url, String path, String content)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url + path))
            .PUT(HttpRequest.BodyPublishers.ofString(content)))
        .statusCode();
  }

  private HttpResponse<String> get(String url, String path)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url + path)));
  }

  private String url(int replica) {
    return replicas.get(replica).url("libs", "generic");
  }

  private <T> List<T> all(Stream<Callable<T>> tasks) throws Exception {
    var results = new ArrayList<T>();
    for (var task : threads.invokeAll(tasks.toList())) {
      results.add(task.get());
    }
    return results;
  }

  @Test
  void whatTwentyPublishOfOnePackageIsOnAllReplicas() throws Exception {
    var acknowledged = new ConcurrentHashMap<String, String>();
    all(
        IntStream.range(0, 20)
            .mapToObj(
                publisher ->
                    () -> {
                      for (int i = 0; i < 3; i++) {
                        var path = "org/tool/" + publisher + "." + i + "/a";
                        var content = "by " + publisher + " the " + i;
                        assertThat(put(url((publisher + i) % 3), path, content)).isEqualTo(201);
                        acknowledged.put(path, content);
                      }
                      return null;
                    }));
    assertThat(acknowledged).hasSize(60);
    for (int r = 0; r < 3; r++) {
      int replica = r;
      await()
          .untilAsserted(
              () -> {
                for (var each : acknowledged.entrySet()) {
                  assertThat(get(url(replica), each.getKey()).body()).isEqualTo(each.getValue());
                }
              });
    }
    try (var fourth = Store.open(BUCKET.store(), ChangeRecorder.NONE, Clock.systemUTC())) {
      var key = Published.key("libs", Format.generic, "org", "tool");
      assertThat(fourth.manifests().get(key).versions())
          .hasSize(60)
          .allSatisfy((_, version) -> assertThat(version.assets()).containsOnlyKeys("a"));
    }
  }

  @Test
  void anArtifactIsReadThroughEveryReplicaAndAPackagesFileByNoDigest() throws Exception {
    assertThat(put(url(0), "org/tool/1/a", "secret")).isEqualTo(201);
    var posted =
        send(
            HttpRequest.newBuilder(URI.create(replicas.get(1).url() + "/store/blobs"))
                .POST(HttpRequest.BodyPublishers.ofString("log")));
    assertThat(posted.statusCode()).isEqualTo(201);
    var secret = Hashing.of("secret".getBytes(StandardCharsets.UTF_8)).digest();
    var log = Hashing.of("log".getBytes(StandardCharsets.UTF_8)).digest();
    for (var replica : replicas) {
      var place = replica.url() + "/store/blobs/";
      assertThat(get(place, secret).statusCode()).isEqualTo(404);
      await().untilAsserted(() -> assertThat(get(place, log).body()).isEqualTo("log"));
    }
  }

  @Test
  void ofTwentyWhoPublishOneVersionOneWins() throws Exception {
    var answers =
        all(
            IntStream.range(0, 20)
                .<Callable<Map.Entry<String, Integer>>>mapToObj(
                    publisher ->
                        () ->
                            Map.entry(
                                "by " + publisher,
                                put(url(publisher % 3), "org/tool/1/a", "by " + publisher))));
    var winners = answers.stream().filter(a -> a.getValue() == 201).toList();
    assertThat(winners).hasSize(1);
    assertThat(answers).allSatisfy(a -> assertThat(a.getValue()).isIn(201, 409));
    for (int r = 0; r < 3; r++) {
      int replica = r;
      await()
          .untilAsserted(
              () ->
                  assertThat(get(url(replica), "org/tool/1/a").body())
                      .isEqualTo(winners.getFirst().getKey()));
    }
  }

  @Test
  void whatIsPublishedIsThereAtOnceAndOnTheOthersWithinASecond() throws Exception {
    var longest = Duration.ZERO;
    for (int i = 0; i < 6; i++) {
      var path = "org/" + (i % 2 == 0 ? "tool" : "new" + i) + "/1." + i + "/a";
      assertThat(get(url(1), path).statusCode()).isEqualTo(404);
      assertThat(put(url(0), path, "content")).isEqualTo(201);
      long published = System.nanoTime();
      assertThat(get(url(0), path).statusCode()).as("read by who wrote").isEqualTo(200);
      var asked = new AtomicLong();
      await()
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                asked.set(System.nanoTime());
                return get(url(1), path).statusCode() == 200;
              });
      var seen = Duration.ofNanos(asked.get() - published);
      longest = seen.compareTo(longest) > 0 ? seen : longest;
    }
    assertThat(longest).isLessThan(Duration.ofSeconds(1));
    System.out.println("seen by another replica after " + longest.toMillis() + " ms at most");
  }

  /** A replica of its own: prints its address and serves until it is killed. */
  static final class Program {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      var bucket = Buckets.store(URI.create(arguments[0]), arguments[1], Path.of(arguments[2]));
      System.out.println(new TestServer(bucket).hosted("libs").url("libs", "generic"));
      Thread.currentThread().join();
    }
  }

  private Process program() throws IOException {
    return TestProcess.start(
        Program.class,
        BUCKET.endpoint().toString(),
        BUCKET.prefix(),
        BUCKET.freshFolder().toString());
  }

  /** Publishes until the server is gone; what was under way may be there or not. */
  private Void publish(
      String url, int publisher, Map<String, String> sent, Map<String, String> done)
      throws InterruptedException {
    try {
      for (int i = 0; ; i++) {
        var path = "org/tool" + publisher % 3 + "/" + publisher + "." + i + "/a";
        sent.put(path, "content " + path);
        assertThat(put(url, path, sent.get(path))).isEqualTo(201);
        done.put(path, sent.get(path));
      }
    } catch (IOException e) {
      return null;
    }
  }

  @Test
  void aReplicaThatIsKilledTakesNothingAcknowledgedWithIt() throws Exception {
    var sent = new ConcurrentHashMap<String, String>();
    var acknowledged = new ConcurrentHashMap<String, String>();
    var process = program();
    try {
      var url = process.inputReader(StandardCharsets.UTF_8).readLine();
      var publishers =
          IntStream.range(0, 8)
              .<Callable<Void>>mapToObj(p -> () -> publish(url, p, sent, acknowledged))
              .map(threads::submit)
              .toList();
      await().atMost(Duration.ofSeconds(20)).until(() -> acknowledged.size() > 60);
      process.destroyForcibly().waitFor();
      for (var publisher : publishers) {
        publisher.get();
      }
    } finally {
      process.destroyForcibly();
    }
    await()
        .untilAsserted(
            () -> {
              for (var each : acknowledged.entrySet()) {
                assertThat(get(url(0), each.getKey()).body()).isEqualTo(each.getValue());
              }
            });
    for (var each : sent.entrySet()) {
      assertThat(put(url(1), each.getKey(), each.getValue())).as("tried again").isIn(200, 201);
    }
    await()
        .untilAsserted(
            () -> {
              for (var each : sent.entrySet()) {
                assertThat(get(url(2), each.getKey()).body()).isEqualTo(each.getValue());
              }
            });
  }

  @Test
  void ofNamesThatLookAlikeOneBegins() throws Exception {
    var names = List.of("cool", "c0ol", "co0l", "coo1", "c0o1", "c001");
    for (int round = 0; round < 8; round++) {
      var tool = "-tool" + round;
      var together = new CyclicBarrier(names.size());
      var answers =
          all(
              IntStream.range(0, names.size())
                  .mapToObj(
                      i ->
                          () -> {
                            together.await();
                            return put(url(i % 3), "org/" + names.get(i) + tool + "/1/a", "a");
                          }));
      assertThat(answers).as(tool).containsOnly(201, 403).containsOnlyOnce(201);
    }
  }
}

package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.packages.event.Webhook;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.s3.TestBucket;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What replicas of a bucket know of what happened: events, pulls, refused files. */
final class SharedRecordsIT {

  @RegisterExtension static final TestBucket BUCKET = new TestBucket();

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (var each : open.reversed()) {
      each.close();
    }
  }

  private TestServer replica(Webhook... webhooks) throws IOException {
    var server = new TestServer(BUCKET.store(), List.of(webhooks)).hosted("libs");
    open.add(server);
    return server;
  }

  private Api api(TestServer server) {
    var api = new Api(server.url(), "writer");
    open.add(api);
    return api;
  }

  private static void publish(Api api, String version) {
    var path = "/repositories/libs/generic/org/tool/" + version + "/a";
    assertThat(api.send("PUT", path, "content " + version).status()).isEqualTo(201);
  }

  private static List<String> versions(JsonNode events) {
    var all = new ArrayList<String>();
    events.forEach(
        e ->
            all.add(
                e.at("/detail/sequenceNumber").asText()
                    + " "
                    + e.at("/detail/packageVersion").asText()));
    return all;
  }

  @Test
  void allReplicasTellTheSameEventsInTheSameOrder() throws Exception {
    var a = api(replica());
    var b = api(replica());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 20)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        publish(i % 2 == 0 ? a : b, "1." + i);
                        return null;
                      })
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
    }
    await().until(() -> a.get("events?max=0").at("/last").asLong() == 20);
    await().until(() -> b.get("events?max=0").at("/last").asLong() == 20);
    var events = a.get("events").at("/events");
    assertThat(versions(events)).hasSize(20).first().asString().startsWith("1 ");
    assertThat(b.get("events").at("/events")).isEqualTo(events);
    assertThat(api(replica()).get("events").at("/events")).isEqualTo(events);
    assertThat(b.get("events?after=21").status()).isEqualTo(410);
  }

  @Test
  void whoWaitsAtOneReplicaHearsOfAnothersPublicationWithinASecond() throws Exception {
    var a = api(replica());
    var b = api(replica());
    publish(a, "0");
    await().until(() -> b.get("events?max=0").at("/last").asLong() == 1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= 4; i++) {
        int after = i;
        var heard =
            threads.submit(
                () -> {
                  var answer = b.get("events?wait=20&after=" + after);
                  return new Object[] {System.nanoTime(), answer};
                });
        publish(a, "1." + i);
        long published = System.nanoTime();
        var found = heard.get();
        assertThat(versions(((Api.Answer) found[1]).at("/events")))
            .containsExactly((after + 1) + " 1." + i);
        assertThat(Duration.ofNanos((long) found[0] - published)).isLessThan(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  void aWebhookIsToldOnceAndGoesOnWhenItsReplicaEnds() throws Exception {
    var told = Collections.synchronizedList(new ArrayList<String>());
    var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          var event = new ObjectMapper().readTree(exchange.getRequestBody());
          told.add(event.at("/detail/packageVersion").asText());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    open.add(() -> receiver.stop(0));
    var url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
    var webhook = new Webhook("ci", url, "secret", Set.of(), Set.of(), "");
    var first = replica(webhook);
    var a = api(first);
    var b = api(replica(webhook));
    var expected = new ArrayList<String>();
    for (int i = 0; i < 6; i++) {
      publish(i % 2 == 0 ? a : b, "1." + i);
      expected.add("1." + i);
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> told.size() >= 6);
    a.close();
    first.close();
    publish(b, "2");
    expected.add("2");
    await().atMost(Duration.ofSeconds(30)).until(() -> told.size() >= 7);
    assertThat(told).isEqualTo(expected);
  }

  @Test
  void whoPulledWhatThroughAnyReplicaIsFoundThroughEach() throws Exception {
    var first = replica();
    var a = api(first);
    var b = api(replica());
    for (int i = 0; i < 3; i++) {
      publish(a, "1." + i);
      var path = "/repositories/libs/generic/org/tool/1." + i + "/a";
      await().until(() -> b.as("may:get").send("HEAD", path, null).status() == 200);
      assertThat(a.as("pod:one").send("GET", path, null).status()).isEqualTo(200);
      assertThat(b.as("pod:two").send("GET", path, null).status()).isEqualTo(200);
    }
    assertThat(a.get("pulls?pod=one").at("/pulls")).hasSize(3);
    assertThat(b.get("pulls?pod=one").at("/pulls")).hasSize(3);
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () -> {
              assertThat(a.get("pulls").at("/pulls")).hasSize(6);
              assertThat(a.get("pulls").at("/pulls")).isEqualTo(b.get("pulls").at("/pulls"));
            });
    var pods = new ArrayList<String>();
    var page = b.get("pulls?max=4");
    page.at("/pulls").forEach(p -> pods.add(p.at("/pod").asText()));
    b.get("pulls?max=4&after=" + page.at("/nextToken").asText())
        .at("/pulls")
        .forEach(p -> pods.add(p.at("/pod").asText()));
    assertThat(pods).containsExactlyInAnyOrder("one", "one", "one", "two", "two", "two");
    a.close();
    first.close();
    assertThat(b.get("pulls?pod=one").at("/pulls")).as("it has gone").hasSize(3);
    assertThat(b.get("pulls?after=x").status()).isEqualTo(400);
  }

  @Test
  void theFirstBytesCountOnAllReplicasAndOthersLieInTheBucket() throws Exception {
    var jar = "org/example/tool/1/tool-1.jar";
    try (var upstream = new ScriptedUpstream()) {
      upstream.has("/" + jar, "application/java-archive", "PK first");
      var a = api(replica().remote("one", Format.maven, upstream.url()));
      var b = api(replica().remote("two", Format.maven, upstream.url()));
      assertThat(a.send("GET", "/repositories/one/maven/" + jar, null).status()).isEqualTo(200);
      upstream.has("/" + jar, "application/java-archive", "PK other");
      assertThat(b.send("GET", "/repositories/two/maven/" + jar, null).status()).isEqualTo(502);
      var other = Hashing.of("PK other".getBytes(StandardCharsets.UTF_8)).sha256();
      var client = BUCKET.client();
      var kept = client.get(BUCKET.prefix() + "quarantine/" + other);
      assertThat(kept)
          .hasValueSatisfying(o -> assertThat(o.bytes()).asString().isEqualTo("PK other"));
      assertThat(client.get(BUCKET.prefix() + "quarantine/" + other + ".json")).isPresent();
    }
  }
}

package dev.slipway.packages.upstream;

import static dev.slipway.testkit.upstream.ScriptedUpstream.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.VolumeBlobs;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import io.prometheus.client.CollectorRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of an upstream that is well, slow, overloaded, broken, moved or gone. */
final class DocumentsTest {

  private static final String PATH = "/list";

  @TempDir Path folder;

  private final MovingClock clock = new MovingClock();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ScriptedUpstream upstream;
  private Documents documents;

  @BeforeEach
  void start() throws IOException {
    upstream = new ScriptedUpstream();
    documents = documents();
  }

  @AfterEach
  void stop() {
    documents.close();
    upstream.close();
    client.close();
  }

  private Documents documents() throws IOException {
    var registry = new CollectorRegistry();
    return new Documents(
        folder, new VolumeBlobs(folder), new Outbound(clock, registry), clock, registry);
  }

  private Optional<String> find() throws IOException, InterruptedException {
    return find("");
  }

  private Optional<String> find(String authorization) throws IOException, InterruptedException {
    var repository = new ExternalRepository("r", Format.npm, upstream.url(), client, authorization);
    var found = documents.find(repository, upstream.url() + PATH, "text/plain");
    return found.isEmpty() ? Optional.empty() : Optional.of(new String(found.get().bytes(), UTF_8));
  }

  private void later() {
    clock.pass(Duration.ofSeconds(61));
  }

  @Test
  void freshOnesAreNotAskedForAndOldOnesAreConfirmed() throws Exception {
    upstream.has(PATH, "text/plain", "one");
    assertThat(find()).contains("one");
    assertThat(find()).contains("one");
    assertThat(upstream.count(PATH)).isEqualTo(1);
    later();
    assertThat(find()).contains("one");
    assertThat(upstream.count(PATH)).isEqualTo(2);
    assertThat(upstream.requests().getLast().header("If-None-Match")).isNotNull();
    assertThat(find()).contains("one");
    assertThat(upstream.count(PATH)).as("a 304 makes it fresh again").isEqualTo(2);
    upstream.has(PATH, "text/plain", "two");
    later();
    assertThat(find()).contains("two");
  }

  @Test
  void aRestartForgetsNothing() throws Exception {
    upstream.has(PATH, "text/plain", "one");
    find();
    documents = documents();
    assertThat(find()).contains("one");
    assertThat(upstream.count(PATH)).isEqualTo(1);
    upstream.fails(status(500));
    later();
    documents = documents();
    assertThat(find()).contains("one");
  }

  @Test
  void whatTheDiskLostWhenTheMachineStoppedIsAskedForAgain() throws Exception {
    upstream.has(PATH, "text/plain", "one");
    find();
    documents.close();
    var blob = new VolumeBlobs(folder).find(Hashing.of("one".getBytes(UTF_8)).digest());
    Files.writeString(blob.orElseThrow(), "o");
    documents = documents();
    assertThat(find()).contains("one");
    assertThat(upstream.count(PATH)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500, 502, 503})
  void aFailureIsNoAbsence(int status) throws Exception {
    upstream.fails(status(status));
    assertThatThrownBy(this::find)
        .isInstanceOf(UpstreamException.class)
        .hasMessageEndingWith("status " + status);
    upstream.fails(null).has(PATH, "text/plain", "one");
    assertThat(find()).contains("one");
    upstream.fails(status(status));
    later();
    assertThat(find()).as("never worse than what is kept").contains("one");
  }

  @Test
  void whatIsGoneIsGoneAndAbsenceIsBelievedForAMinute() throws Exception {
    assertThat(find()).isEmpty();
    upstream.has(PATH, "text/plain", "one");
    assertThat(find()).isEmpty();
    assertThat(upstream.count(PATH)).isEqualTo(1);
    later();
    assertThat(find()).contains("one");
    upstream.gone(PATH);
    later();
    assertThat(find()).isEmpty();
  }

  @Test
  void manyAskOnce() throws Exception {
    var go = new CountDownLatch(1);
    upstream.on(
        PATH,
        ScriptedUpstream.after(
            go,
            exchange -> {
              exchange.sendResponseHeaders(200, 3);
              exchange.getResponseBody().write("one".getBytes(UTF_8));
            }));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var readers = new ArrayList<Future<Optional<String>>>();
      for (int i = 0; i < 50; i++) {
        readers.add(threads.submit(() -> find()));
      }
      go.countDown();
      for (var reader : readers) {
        assertThat(reader.get()).contains("one");
      }
    }
    assertThat(upstream.count(PATH)).isEqualTo(1);
  }

  @Test
  void aSlowUpstreamDelaysNobodyWhoCanHaveAnOlderDocument() throws Exception {
    upstream.has(PATH, "text/plain", "one");
    find();
    var never = new CountDownLatch(1);
    upstream.on(PATH, ScriptedUpstream.after(never, status(200)));
    later();
    assertThat(find()).contains("one");
    never.countDown();
    while (!find().equals(Optional.of(""))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatIsCutOffIsNotKept() throws Exception {
    upstream.on(PATH, ScriptedUpstream.cut(new byte[1000]));
    assertThatThrownBy(this::find).isInstanceOf(UpstreamException.class);
    upstream.has(PATH, "text/plain", "one");
    assertThat(find()).contains("one");
  }

  @Test
  void compressedOnesAreKeptAsTheyAreMeant() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write("one".getBytes(UTF_8));
    }
    upstream.on(
        PATH,
        exchange -> {
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, bytes.size());
          exchange.getResponseBody().write(bytes.toByteArray());
        });
    assertThat(find()).contains("one");
  }

  @Test
  void whoAsksTooOftenWaitsAsLongAsHeIsTold() throws Exception {
    upstream.fails(status(429, "Retry-After", "30"));
    assertThatThrownBy(this::find)
        .isInstanceOfSatisfying(
            UpstreamException.class,
            e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(30)));
    upstream.fails(null).has(PATH, "text/plain", "one");
    assertThatThrownBy(this::find).hasMessageContaining("asked too often");
    assertThat(upstream.requests()).hasSize(1);
    clock.pass(Duration.ofSeconds(30));
    assertThat(find()).contains("one");
  }

  @Test
  void anUpstreamThatKeepsFailingIsLeftAloneForAWhile() throws Exception {
    upstream.fails(status(500));
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(this::find).isInstanceOf(UpstreamException.class);
    }
    assertThat(upstream.requests()).hasSize(Breaker.TOLERATED);
    upstream.fails(null).has(PATH, "text/plain", "one");
    clock.pass(Breaker.FIRST);
    assertThat(find()).contains("one");
  }

  @Test
  void aClockThatIsSetBackStopsNothing() throws Exception {
    upstream.has(PATH, "text/plain", "one");
    assertThat(find()).contains("one");
    clock.pass(Duration.ofDays(-30));
    upstream.has(PATH, "text/plain", "two");
    assertThat(find()).as("what comes from the future is asked for anew").contains("two");
    upstream.gone(PATH);
    later();
    assertThat(find()).isEmpty();
    clock.pass(Duration.ofDays(-30));
    upstream.has(PATH, "text/plain", "three");
    assertThat(find()).as("absence is not believed for a month").contains("three");
    later();
    upstream.fails(status(429, "Retry-After", "60"));
    assertThat(find()).as("the older one").contains("three");
    clock.pass(Duration.ofDays(-30));
    upstream.fails(null).has(PATH, "text/plain", "four");
    assertThat(find()).as("a pause of a minute does not last a month").contains("four");
  }

  @Test
  void aClockThatLeapsForwardStopsNothing() throws Exception {
    upstream.has(PATH, "text/plain", "one");
    assertThat(find()).contains("one");
    upstream.fails(status(500));
    for (int i = 0; i < 10; i++) {
      clock.pass(Duration.ofDays(365));
      assertThat(find()).contains("one");
    }
    upstream.fails(null).has(PATH, "text/plain", "two");
    clock.pass(Duration.ofDays(3650));
    assertThat(find()).contains("two");
  }

  @Test
  void anAnswerThatStopsInTheMiddleBreaksOff() throws Exception {
    var never = new CountDownLatch(1);
    upstream.on(
        PATH,
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          never.await();
        });
    var registry = new CollectorRegistry();
    var outbound = new Outbound(clock, registry, Destinations.STRICT, Duration.ofMillis(300));
    documents = new Documents(folder, new VolumeBlobs(folder), outbound, clock, registry);
    assertThatThrownBy(this::find)
        .isInstanceOf(UpstreamException.class)
        .hasMessageContaining("nothing came for");
    upstream.has(PATH, "text/plain", "one");
    assertThat(find()).contains("one");
    never.countDown();
  }

  @Test
  void anAnswerThatNeverBeginsBreaksOff() throws Exception {
    var never = new CountDownLatch(1);
    upstream.on(PATH, ScriptedUpstream.after(never, status(200)));
    var registry = new CollectorRegistry();
    var outbound = new Outbound(clock, registry, Destinations.STRICT, Duration.ofMillis(300));
    documents = new Documents(folder, new VolumeBlobs(folder), outbound, clock, registry);
    assertThatThrownBy(this::find).isInstanceOf(UpstreamException.class);
    never.countDown();
  }

  @Test
  void redirectsAreFollowedAndCredentialsStay() throws Exception {
    try (var other = new ScriptedUpstream()) {
      other.has("/moved", "text/plain", "one");
      upstream.on(PATH, status(302, "Location", other.url() + "/moved"));
      assertThat(find("Bearer secret")).contains("one");
      assertThat(upstream.requests().getFirst().header("Authorization")).isEqualTo("Bearer secret");
      assertThat(other.requests().getFirst().header("Authorization")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/list", "file:///etc/passwd", "gopher://127.0.0.1/", "http://[bad"})
  void redirectsThatLeadNowhere(String location) {
    upstream.on(PATH, status(302, "Location", location));
    assertThatThrownBy(this::find).isInstanceOf(UpstreamException.class);
  }
}

package dev.slipway.packages.upstream;

import static dev.slipway.packages.upstream.TestDocuments.PATH;
import static dev.slipway.testkit.upstream.ScriptedUpstream.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.volume.VolumeBlobs;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of an upstream that is well, slow, overloaded, broken, moved or gone. */
final class DocumentsTest {

  @RegisterExtension final TestDocuments documents = new TestDocuments();

  private final MovingClock clock = documents.clock();
  private ScriptedUpstream upstream;

  @BeforeEach
  void know() {
    upstream = documents.upstream();
  }

  private void later() {
    clock.pass(Duration.ofSeconds(61));
  }

  @Test
  void freshOnesAreNotAskedForAndOldOnesAreConfirmed() throws Exception {
    upstream.has(PATH, "text/plain", "one");
    assertThat(documents.find()).contains("one");
    assertThat(documents.find()).contains("one");
    assertThat(upstream.count(PATH)).isEqualTo(1);
    later();
    assertThat(documents.find()).contains("one");
    assertThat(upstream.count(PATH)).isEqualTo(2);
    assertThat(upstream.requests().getLast().header("If-None-Match")).isNotNull();
    assertThat(documents.find()).contains("one");
    assertThat(upstream.count(PATH)).as("a 304 makes it fresh again").isEqualTo(2);
    upstream.has(PATH, "text/plain", "two");
    later();
    assertThat(documents.find()).contains("two");
  }

  @Test
  void aRestartForgetsNothing() throws Exception {
    upstream.has(PATH, "text/plain", "one");
    documents.find();
    documents.open();
    assertThat(documents.find()).contains("one");
    assertThat(upstream.count(PATH)).isEqualTo(1);
    upstream.fails(status(500));
    later();
    documents.open();
    assertThat(documents.find()).contains("one");
  }

  @Test
  void whatTheDiskLostWhenTheMachineStoppedIsAskedForAgain() throws Exception {
    upstream.has(PATH, "text/plain", "one");
    documents.find();
    documents.close();
    var blob = new VolumeBlobs(documents.folder()).find(Hashing.of("one".getBytes(UTF_8)).digest());
    Files.writeString(blob.orElseThrow(), "o");
    documents.open();
    assertThat(documents.find()).contains("one");
    assertThat(upstream.count(PATH)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500, 502, 503})
  void aFailureIsNoAbsence(int status) throws Exception {
    upstream.fails(status(status));
    assertThatThrownBy(documents::find)
        .isInstanceOf(UpstreamException.class)
        .hasMessageEndingWith("status " + status);
    upstream.fails(null).has(PATH, "text/plain", "one");
    assertThat(documents.find()).contains("one");
    upstream.fails(status(status));
    later();
    assertThat(documents.find()).as("never worse than what is kept").contains("one");
  }

  @Test
  void whatIsGoneIsGoneAndAbsenceIsBelievedForAMinute() throws Exception {
    assertThat(documents.find()).isEmpty();
    upstream.has(PATH, "text/plain", "one");
    assertThat(documents.find()).isEmpty();
    assertThat(upstream.count(PATH)).isEqualTo(1);
    later();
    assertThat(documents.find()).contains("one");
    upstream.gone(PATH);
    later();
    assertThat(documents.find()).isEmpty();
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
        readers.add(threads.submit(() -> documents.find()));
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
    documents.find();
    var never = new CountDownLatch(1);
    upstream.on(PATH, ScriptedUpstream.after(never, status(200)));
    later();
    assertThat(documents.find()).contains("one");
    never.countDown();
    while (!documents.find().equals(Optional.of(""))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatIsCutOffIsNotKept() throws Exception {
    upstream.on(PATH, ScriptedUpstream.cut(new byte[1000]));
    assertThatThrownBy(documents::find).isInstanceOf(UpstreamException.class);
    upstream.has(PATH, "text/plain", "one");
    assertThat(documents.find()).contains("one");
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
    assertThat(documents.find()).contains("one");
  }

  @Test
  void aClockThatIsSetBackStopsNothing() throws Exception {
    upstream.has(PATH, "text/plain", "one");
    assertThat(documents.find()).contains("one");
    clock.pass(Duration.ofDays(-30));
    upstream.has(PATH, "text/plain", "two");
    assertThat(documents.find()).as("what comes from the future is asked for anew").contains("two");
    upstream.gone(PATH);
    later();
    assertThat(documents.find()).isEmpty();
    clock.pass(Duration.ofDays(-30));
    upstream.has(PATH, "text/plain", "three");
    assertThat(documents.find()).as("absence is not believed for a month").contains("three");
    later();
    upstream.fails(status(429, "Retry-After", "60"));
    assertThat(documents.find()).as("the older one").contains("three");
    clock.pass(Duration.ofDays(-30));
    upstream.fails(null).has(PATH, "text/plain", "four");
    assertThat(documents.find()).as("a pause of a minute does not last a month").contains("four");
  }

  @Test
  void aClockThatLeapsForwardStopsNothing() throws Exception {
    upstream.has(PATH, "text/plain", "one");
    assertThat(documents.find()).contains("one");
    upstream.fails(status(500));
    for (int i = 0; i < 10; i++) {
      clock.pass(Duration.ofDays(365));
      assertThat(documents.find()).contains("one");
    }
    upstream.fails(null).has(PATH, "text/plain", "two");
    clock.pass(Duration.ofDays(3650));
    assertThat(documents.find()).contains("two");
  }
}

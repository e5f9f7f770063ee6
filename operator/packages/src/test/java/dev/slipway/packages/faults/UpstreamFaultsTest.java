package dev.slipway.packages.faults;

import static dev.slipway.testkit.upstream.ScriptedUpstream.cut;
import static dev.slipway.testkit.upstream.ScriptedUpstream.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.Publication;
import dev.slipway.packages.TestServer;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every format, every fault of an external repository, and what was known before it: nothing, the
 * document, or the file too. Never is there a 404 for something that is there.
 */
final class UpstreamFaultsTest {

  private enum Known {
    NOTHING,
    DOCUMENT,
    ASSET
  }

  private enum Fault {
    CUT,
    TOO_MANY,
    BROKEN,
    UNAVAILABLE,
    PAGE,
    OTHER_BYTES,
    GONE,
    REFUSED
  }

  private static final Duration LATER = Duration.ofSeconds(61);
  private static final Duration MUCH_LATER = Duration.ofMinutes(5);
  private static final byte[] PAGE =
      "<html><body>out of order</body></html>".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path folder;
  private static final MovingClock CLOCK = new MovingClock();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static TestServer server;
  private static int number;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = new TestServer(folder, CLOCK);
    // So that the domain knows the files of those too whose documents say no digest.
    for (var subject : Subject.all()) {
      try (var upstream = new ScriptedUpstream()) {
        learn(place(subject, upstream), Known.ASSET);
      }
    }
  }

  @AfterAll
  static void stop() {
    CLIENT.close();
    server.close();
  }

  /** A subject in a repository of its own. */
  private record Place(Subject subject, ScriptedUpstream upstream, String repository) {
    String url(String path) {
      return server.url(repository, subject.format().name()) + path;
    }
  }

  private static Place place(Subject subject, ScriptedUpstream upstream) {
    subject.offer(upstream);
    var name = subject.format() + "-" + ++number;
    server.remote(name, subject.format(), upstream.url());
    return new Place(subject, upstream, name);
  }

  /**
   * An answer.
   *
   * @param status 0 when it broke off
   * @param body each byte as a character
   */
  private record Got(int status, String body, HttpHeaders headers) {}

  private static Got get(String url) throws InterruptedException {
    try {
      var answer =
          CLIENT.send(
              Publication.get(url),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
      return new Got(answer.statusCode(), answer.body(), answer.headers());
    } catch (IOException e) {
      return new Got(0, "", HttpHeaders.of(Map.of(), (_, _) -> true));
    }
  }

  private static Got document(Place place) throws InterruptedException {
    return get(place.url(place.subject().document()));
  }

  private static Got asset(Place place) throws InterruptedException {
    return get(place.url(place.subject().asset()));
  }

  private static void has(Got document) {
    assertThat(document.status()).as(document.body()).isEqualTo(200);
    assertThat(document.body()).contains(Subject.VERSION);
  }

  private static void has(Place place, Got asset) {
    assertThat(asset.status()).as(place + asset.body()).isEqualTo(200);
    assertThat(asset.body())
        .isEqualTo(new String(place.subject().content(), StandardCharsets.ISO_8859_1));
  }

  private static Got seen(Got document) {
    has(document);
    return document;
  }

  private static Got seen(Place place, Got asset) {
    has(place, asset);
    return asset;
  }

  private static void comeAgain(Got answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  private static void learn(Place place, Known known) throws InterruptedException {
    if (known != Known.NOTHING) {
      has(document(place));
    }
    if (known == Known.ASSET) {
      has(place, asset(place));
    }
    CLOCK.pass(LATER);
  }

  private static void begin(Place place, Fault fault) {
    var upstream = place.upstream();
    switch (fault) {
      case CUT ->
          upstream.fails(
              exchange -> {
                var path = exchange.getRequestURI().getRawPath();
                var bytes = place.subject().files().containsKey(path);
                (bytes ? cut(place.subject().bytes(upstream, path)) : status(404)).give(exchange);
              });
      case TOO_MANY -> upstream.fails(status(429, "Retry-After", "30"));
      case BROKEN -> upstream.fails(status(500));
      case UNAVAILABLE -> upstream.fails(status(503, "Retry-After", "7"));
      case PAGE ->
          upstream.fails(
              exchange -> {
                exchange.getResponseHeaders().add("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, PAGE.length);
                exchange.getResponseBody().write(PAGE);
              });
      case OTHER_BYTES ->
          upstream.has(
              place.subject().source(),
              "application/octet-stream",
              ("PK" + Subject.padding(99)).getBytes(StandardCharsets.UTF_8));
      case GONE -> upstream.fails(status(404));
      case REFUSED -> upstream.close();
    }
  }

  static Stream<Arguments> table() {
    return Stream.of(Fault.values())
        .flatMap(
            fault ->
                Stream.of(Known.values())
                    .flatMap(
                        known -> Subject.all().stream().map(s -> Arguments.of(s, fault, known))));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("table")
  void isNeverWorseThanTheUpstream(Subject subject, Fault fault, Known known) throws Exception {
    try (var upstream = new ScriptedUpstream()) {
      var place = place(subject, upstream);
      learn(place, known);
      begin(place, fault);
      check(place, fault, known);
      if (fault != Fault.REFUSED) {
        upstream.fails(null);
        subject.offer(upstream);
        CLOCK.pass(MUCH_LATER);
        has(document(place));
        has(place, asset(place));
      }
    }
  }

  private static void check(Place place, Fault fault, Known known) throws InterruptedException {
    var document = document(place);
    var asset = asset(place);
    if (known == Known.ASSET) {
      has(document);
      has(place, asset);
      return;
    }
    switch (fault) {
      case GONE -> {
        assertThat(document.status()).isEqualTo(404);
        assertThat(asset.status()).isEqualTo(404);
        assertThat(document.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(asset.headers().firstValue("Cache-Control")).contains("no-store");
        return;
      }
      case OTHER_BYTES -> {
        has(document);
        assertThat(asset.status()).as("not whole").isIn(0, 502);
        var tampered = "slipway_packages_tampered_total";
        assertThat(server.metric(tampered, "repository", place.repository())).isEqualTo(1);
        return;
      }
      case CUT -> assertThat(asset.status()).as("not whole").isIn(0, 503);
      default -> comeAgain(asset);
    }
    if (known == Known.DOCUMENT) {
      has(document);
    } else {
      comeAgain(document);
    }
    if (fault == Fault.TOO_MANY) {
      assertThat(asset.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 30L);
      var asked = place.upstream().requests().size();
      asset(place);
      document(place);
      assertThat(place.upstream().requests()).as("all keep to what one was told").hasSize(asked);
    }
  }

  @Test
  void aSlowOneDelaysOnlyThoseWhoCanHaveNothingElse() throws Exception {
    var release = new CountDownLatch(1);
    var upstreams = new ArrayList<ScriptedUpstream>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = new ArrayList<Future<?>>();
      var ready = new ArrayList<Future<?>>();
      for (var subject : Subject.all()) {
        for (var known : List.of(Known.NOTHING, Known.DOCUMENT, Known.ASSET)) {
          var upstream = new ScriptedUpstream();
          upstreams.add(upstream);
          var place = place(subject, upstream);
          learn(place, known);
          upstream.fails(
              ScriptedUpstream.after(
                  release,
                  exchange -> {
                    var path = exchange.getRequestURI().getRawPath();
                    if (!subject.files().containsKey(path)) {
                      exchange.sendResponseHeaders(404, -1);
                      return;
                    }
                    var bytes = subject.bytes(upstream, path);
                    exchange.getResponseHeaders().add("Content-Type", subject.type());
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                  }));
          (known == Known.NOTHING ? waiting : ready)
              .add(threads.submit(() -> seen(document(place))));
          (known == Known.ASSET ? ready : waiting)
              .add(threads.submit(() -> seen(place, asset(place))));
        }
      }
      for (var answer : ready) {
        answer.get(30, TimeUnit.SECONDS);
      }
      assertThat(waiting).noneMatch(Future::isDone);
      release.countDown();
      for (var answer : waiting) {
        answer.get(30, TimeUnit.SECONDS);
      }
    } finally {
      upstreams.forEach(ScriptedUpstream::close);
    }
  }
}

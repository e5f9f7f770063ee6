package dev.slipway.packages.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.BuildDependencies;
import dev.slipway.packages.Api;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.identity.Credentials;
import dev.slipway.runner.Dependencies;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build keeps of its pulls at its end, with a real package server. */
final class BuildDependenciesTest {

  private static final Duration SOON = Duration.ofSeconds(2);
  private static final String PULLS = "/api/v1/pulls";
  private static final String STORE = "/store/blobs";
  private static final String BILL =
      "{\"bomFormat\": \"CycloneDX\", \"components\": [{\"a\": [1]}]}";
  private static final String BLOB = "{\"digest\": \"sha256:abc\", \"size\": 5}";

  @TempDir Path folder;
  private TestServer server;
  private Api writer;

  /** {@code POD:UID} is a pod of the namespace, {@code stranger} nobody who may anything. */
  private static final class Pods implements Access {
    @Override
    public Optional<Caller> caller(String header) {
      return Credentials.token(header)
          .map(
              token -> {
                var words = token.split(":", 2);
                return words.length == 2
                    ? new Caller("build", "1", List.of(), words[0], words[1])
                    : new Caller(token, "1", List.of());
              });
    }

    @Override
    public boolean mayUse(Caller caller, String verb, String repository) {
      return !caller.user().equals("stranger");
    }

    @Override
    public boolean mayUseStore(Caller caller, String domain) {
      return mayUse(caller, "", "");
    }

    @Override
    public boolean mayAdminister(Caller caller, String verb, String domain) {
      return false;
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(folder.resolve("store"), new Pods(), Map.of()).hosted("libs");
    writer = new Api(server.address(), "writer");
    for (var name : List.of("one", "two", "three")) {
      writer.put("libs/org/" + name + "/1/a", name);
    }
  }

  @AfterEach
  void stop() {
    writer.close();
    server.close();
  }

  private Dependencies build(String address, String token) throws IOException {
    var file = Files.writeString(folder.resolve("token"), token + "\n");
    var words = token.split(":", 2);
    return new Dependencies(
        address,
        file,
        new Dependencies.Puller(words[0], words.length == 2 ? words[1] : "", Instant.now()));
  }

  private void pull(String token, String name) {
    var answer =
        writer.as(token).send("GET", "/repositories/libs/generic/org/" + name + "/1/a", null);
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void theListIsStoredAndNamesWhatThisPodPulledAndNothingElse() throws Exception {
    pull("app-1-build:old", "three");
    pull("app-1-build:new", "one");
    pull("app-1-build:new", "two");
    pull("app-1-build:new", "two");
    pull("app-2-build:x", "three");
    var kept = build(server.address(), "app-1-build:new").keep(SOON);
    assertThat(kept.count()).isEqualTo(2);
    assertThat(kept.message()).isNull();
    var stored = writer.send("GET", "/store/blobs/" + kept.digest(), null);
    assertThat(stored.at("/bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(stored.at("/components").findValuesAsText("purl"))
        .containsExactly("pkg:generic/org/one@1", "pkg:generic/org/two@1");
    assertThat(stored.body()).hasSize(kept.size().intValue());
  }

  @Test
  void aBuildThatPulledNothingStoresNothing() throws Exception {
    assertThat(build(server.address(), "app-1-build:new").keep(SOON))
        .isEqualTo(new BuildDependencies(0, null, null, null));
  }

  @Test
  void whoMayNotIsNotAskedTwice() throws Exception {
    long begin = System.nanoTime();
    var lost = build(server.address(), "stranger").keep(Duration.ofSeconds(60));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    assertThat(lost.count()).isNull();
    assertThat(lost.message())
        .startsWith("what the build pulled is not kept: pulls of the package server: status 403,")
        .contains("stranger may not get repositories/packages of all repositories")
        .endsWith("; GET /api/v1/pulls?pod=stranger of the package server has it for some time");
  }

  @Test
  void aServerThatIsAwayForAMomentIsWaitedFor() throws Exception {
    var pulls = new AtomicInteger();
    var stores = new AtomicInteger();
    try (var away = new ScriptedUpstream()) {
      away.on(
          PULLS,
          exchange -> {
            boolean first = pulls.incrementAndGet() == 1;
            exchange.sendResponseHeaders(first ? 503 : 200, first ? -1 : BILL.length());
            if (!first) {
              exchange.getResponseBody().write(BILL.getBytes(StandardCharsets.UTF_8));
            }
          });
      away.on(
          STORE,
          exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean first = stores.incrementAndGet() == 1;
            exchange.sendResponseHeaders(first ? 507 : 201, first ? -1 : BLOB.length());
            if (!first) {
              exchange.getResponseBody().write(BLOB.getBytes(StandardCharsets.UTF_8));
            }
          });
      assertThat(build(away.url(), "app-1-build:new").keep(Duration.ofSeconds(20)))
          .isEqualTo(new BuildDependencies(1, "sha256:abc", 5L, null));
    }
  }

  @Test
  void aServerThatStaysAwayOrHangsCostsABoundedTime() throws Exception {
    String gone;
    long begin = System.nanoTime();
    try (var hanging = new ScriptedUpstream()) {
      gone = hanging.url();
      hanging.on(
          PULLS,
          exchange -> {
            exchange.sendResponseHeaders(200, BILL.length());
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            new CountDownLatch(1).await();
          });
      assertThat(build(hanging.url(), "app-1-build:new").keep(SOON).message())
          .contains("the package server " + gone + " does not answer in time");
    }
    assertThat(build(gone, "app-1-build:new").keep(Duration.ZERO).message())
        .contains("the package server " + gone + " does not answer");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void whatIsNoBillIsNotStored() throws Exception {
    try (var other = new ScriptedUpstream().has(PULLS, "text/html", "{\"hello\": [1]}")) {
      assertThat(build(other.url(), "app-1-build:new").keep(SOON).message())
          .contains("the package server answers with no bill of materials");
      assertThat(other.count(STORE)).isZero();
    }
  }
}

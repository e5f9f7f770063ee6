package dev.slipway.packages.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.packages.Api;
import dev.slipway.packages.MovingClock;
import dev.slipway.packages.TestDomain;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.npm.NpmListing;
import dev.slipway.packages.store.Hashing;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files from outside that were refused, and what people decide about them. */
final class QuarantineTest {

  private static final String JAR = "org/example/tool/1/tool-1.jar";
  private static final String TOOL = "packages/maven/org.example/tool/quarantine/";
  private static final String REASON = "{\"reason\": \"the owner says so\"}";

  private final MovingClock clock = new MovingClock();

  @RegisterExtension
  final TestDomain domain =
      new TestDomain(
          folder -> new TestServer(folder, clock),
          (server, outside) ->
              server
                  .remote("one", Format.maven, outside)
                  .remote("two", Format.maven, outside)
                  .remote("scripts", Format.npm, outside)
                  .hosted("libs", "two"));

  private final ScriptedUpstream upstream = domain.upstream();
  private Api api;

  @BeforeEach
  void start() {
    api = domain.api();
    upstream.has("/" + JAR, "application/java-archive", "PK first");
    assertThat(jar("one").body()).isEqualTo("PK first");
    clock.pass(Duration.ofDays(3));
    upstream.has("/" + JAR, "application/java-archive", "PK other");
    assertThat(jar("two").status()).isEqualTo(502);
  }

  private Api.Answer jar(String repository) {
    return api.send("GET", "/repositories/" + repository + "/maven/" + JAR, null);
  }

  private static String sha256(String text) {
    return Hashing.of(text.getBytes(UTF_8)).sha256();
  }

  private JsonNode only() {
    var list = api.get("quarantine").at("/quarantined");
    assertThat(list).hasSize(1);
    return list.get(0);
  }

  private Path bytes(String text) {
    return domain.folder().resolve("quarantine").resolve(sha256(text));
  }

  @Test
  void whatIsRefusedIsListedWithWhatItIsAndWhatItWas() {
    var found = only();
    var seen = clock.instant().minus(Duration.ofDays(3));
    assertThat(found.path("package").asText()).isEqualTo("tool");
    assertThat(found.path("version").asText()).isEqualTo("1");
    assertThat(found.path("asset").asText()).isEqualTo("tool-1.jar");
    assertThat(found.path("repository").asText()).isEqualTo("two");
    assertThat(found.path("url").asText()).isEqualTo(upstream.url() + "/" + JAR);
    assertThat(found.path("sha256").asText()).isEqualTo(sha256("PK other"));
    assertThat(found.path("firstSha256").asText()).isEqualTo(sha256("PK first"));
    assertThat(found.path("firstSeen").asText()).startsWith(seen.toString().substring(0, 19));
    assertThat(found.path("time").asText()).startsWith(clock.instant().toString().substring(0, 19));
    assertThat(found.path("size").asInt()).isEqualTo(8);
    assertThat(found.path("ground").asText()).isEqualTo("CHANGED");
    assertThat(found.path("state").asText()).isEqualTo("OPEN");
    assertThat(found.has("decidedBy")).isFalse();
    assertThat(api.get(TOOL + found.path("id").asText()).at("/quarantined")).isEqualTo(found);
    assertThat(api.get(TOOL + "0000").status()).isEqualTo(404);
  }

  @Test
  void itIsThereAfterARestartAndComesOnceHoweverOftenItIsAskedFor() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertThat(jar("libs").status()).isEqualTo(502);
    }
    var before = only();
    domain.restart();
    api = domain.api();
    assertThat(only()).isEqualTo(before);
  }

  @Test
  void whatIsAcceptedIsWhatTheFileHasToBeFromThenOnAndNothingElse() {
    var id = only().path("id").asText();
    var answer = api.post(TOOL + id + ":accept", REASON);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.at("/quarantined/state").asText()).isEqualTo("ACCEPTED");
    assertThat(answer.at("/quarantined/decidedBy").asText()).isEqualTo("writer");
    assertThat(answer.at("/quarantined/reason").asText()).isEqualTo("the owner says so");
    assertThat(answer.at("/keepOtherBytes").toString()).isEqualTo("[\"one\"]");
    assertThat(bytes("PK other")).doesNotExist();
    assertThat(api.get("quarantine").at("/quarantined")).isEmpty();
    assertThat(api.get("quarantine?state=all").at("/quarantined")).hasSize(1);
    upstream.has("/" + JAR, "application/java-archive", "PK third");
    assertThat(jar("two").status()).as("only the bytes that were looked at").isEqualTo(502);
    assertThat(only().path("sha256").asText()).isEqualTo(sha256("PK third"));
    assertThat(only().path("firstSha256").asText()).isEqualTo(sha256("PK other"));
    upstream.has("/" + JAR, "application/java-archive", "PK other");
    assertThat(jar("libs").body()).isEqualTo("PK other");
    assertThat(jar("one").body()).as("what is kept stays").isEqualTo("PK first");
  }

  @Test
  void whatIsDiscardedStaysRefusedAndIsNoNews() {
    var id = only().path("id").asText();
    assertThat(bytes("PK other")).exists();
    assertThat(api.post(TOOL + id + ":discard", REASON).status()).isEqualTo(200);
    assertThat(bytes("PK other")).doesNotExist();
    assertThat(jar("two").status()).isEqualTo(502);
    assertThat(api.get("quarantine").at("/quarantined")).isEmpty();
    assertThat(api.get("quarantine?state=discarded").at("/quarantined")).hasSize(1);
    var again = api.post(TOOL + id + ":accept", REASON);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.body()).contains("it was discarded by writer: the owner says so");
    upstream.has("/" + JAR, "application/java-archive", "PK first");
    assertThat(jar("two").body()).isEqualTo("PK first");
  }

  @Test
  void bytesThatTheIndexDeniesCannotBeAccepted() {
    upstream
        .has(
            "/left",
            "application/json",
            NpmListing.of("left", upstream.url() + "/left/-/left-1.0.0.tgz", "0".repeat(40)))
        .has("/left/-/left-1.0.0.tgz", "application/octet-stream", "script");
    assertThat(api.send("GET", "/repositories/scripts/npm/left/-/left-1.0.0.tgz", null).status())
        .isEqualTo(502);
    var found =
        StreamSupport.stream(api.get("quarantine").at("/quarantined").spliterator(), false)
            .filter(f -> f.path("package").asText().equals("left"))
            .findFirst()
            .orElseThrow();
    assertThat(found.path("ground").asText()).isEqualTo("INDEX");
    assertThat(found.has("firstSha256")).isFalse();
    assertThat(found.path("why").asText()).contains("but the index says " + "0".repeat(40));
    var place = "packages/npm/-/left/quarantine/" + found.path("id").asText();
    var refused = api.post(place + ":accept", REASON);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("discard them");
    assertThat(api.post(place + ":discard", REASON).status()).isEqualTo(200);
  }

  @Test
  void itNeedsItsOwnVerbAndAReason() {
    var id = only().path("id").asText();
    for (var what : new String[] {":accept", ":discard"}) {
      var stranger =
          api.as("may:get,update,delete,copy,dispose,admin").post(TOOL + id + what, REASON);
      assertThat(stranger.status()).isEqualTo(403);
      assertThat(stranger.body()).contains("may not quarantine");
      assertThat(api.post(TOOL + id + what, "{}").status()).isEqualTo(400);
      assertThat(api.post(TOOL + id + what, "{\"reason\": \" \"}").status()).isEqualTo(400);
      assertThat(api.get(TOOL + id + what).status()).isEqualTo(405);
    }
    assertThat(api.as("may:update").get("quarantine").status()).isEqualTo(403);
    assertThat(only().path("state").asText()).isEqualTo("OPEN");
    assertThat(api.as("may:quarantine").post(TOOL + id + ":discard", REASON).status())
        .isEqualTo(200);
  }

  @Test
  void eachStepIsAnEvent() {
    var id = only().path("id").asText();
    api.post(TOOL + id + ":discard", REASON);
    await()
        .untilAsserted(
            () ->
                assertThat(steps(id))
                    .containsExactlyInAnyOrder(
                        "Quarantine OPEN  ", "Discard DISCARDED writer the owner says so"));
    assertThat(api.get("events?max=1000").body()).doesNotContain("~first", "~quarantine");
  }

  private Set<String> steps(String id) {
    var seen = new HashSet<String>();
    for (var event : api.get("events?max=1000&wait=5&repository=two").at("/events")) {
      if (event.path("detail-type").asText().equals("Slipway Quarantine State Change")) {
        var detail = event.path("detail");
        assertThat(detail.path("quarantineId").asText()).isEqualTo(id);
        assertThat(detail.path("sha256").asText()).isEqualTo(sha256("PK other"));
        assertThat(detail.path("packageFormat").asText()).isEqualTo("maven");
        seen.add(
            String.join(
                " ",
                detail.path("cause").asText(),
                detail.path("quarantineState").asText(),
                detail.path("user").asText(),
                detail.path("reason").asText()));
      }
    }
    return seen;
  }

  @Test
  void anUpstreamThatChangesWithEveryRequestFillsNothing() {
    for (int i = 0; i < 60; i++) {
      clock.pass(Duration.ofSeconds(1));
      upstream.has("/" + JAR, "application/java-archive", "PK " + i);
      jar("two");
    }
    var kept = api.get("quarantine?max=1000").at("/quarantined");
    assertThat(kept).hasSize(50);
    assertThat(kept.toString()).contains(sha256("PK 59")).doesNotContain(sha256("PK other"));
  }

  @Test
  void listsHavePages() {
    for (int i = 0; i < 5; i++) {
      var path = "org/example/tool" + i + "/1/tool" + i + "-1.jar";
      upstream.has("/" + path, "application/java-archive", "PK first " + i);
      api.send("GET", "/repositories/one/maven/" + path, null);
      upstream.has("/" + path, "application/java-archive", "PK other " + i);
      api.send("GET", "/repositories/two/maven/" + path, null);
    }
    var names = new HashSet<String>();
    var after = "";
    int pages = 0;
    do {
      var page = api.get("quarantine?max=2&after=" + after);
      page.at("/quarantined").forEach(f -> names.add(f.path("package").asText()));
      after = page.at("/nextToken").asText();
      pages++;
    } while (!after.isEmpty());
    assertThat(names).hasSize(6);
    assertThat(pages).isEqualTo(3);
  }
}

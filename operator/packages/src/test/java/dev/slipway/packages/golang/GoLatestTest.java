package dev.slipway.packages.golang;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Api;
import dev.slipway.packages.MovingClock;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the latest version of a module is that has no names for versions, as many have none. */
final class GoLatestTest {

  private static final String FIRST = "v0.0.0-20260101000000-aaaaaaaaaaaa";
  private static final String SECOND = "v0.0.0-20260102000000-bbbbbbbbbbbb";

  @TempDir Path folder;

  private final MovingClock clock = new MovingClock();
  private ScriptedUpstream upstream;
  private TestServer server;
  private Api api;

  @BeforeEach
  void start() throws IOException {
    upstream = new ScriptedUpstream();
    server = new TestServer(folder, clock);
    server.remote("proxy", Format.go, upstream.url()).hosted("all", "proxy");
    api = new Api(server.address(), "reader");
    upstream.has("/x.test/m/@v/list", "text/plain", "");
    at(FIRST);
  }

  @AfterEach
  void stop() {
    api.close();
    server.close();
    upstream.close();
  }

  /** The module's last commit is this. */
  private void at(String version) {
    var info = "{\"Version\":\"%s\",\"Time\":\"2026-01-01T00:00:00Z\"}".formatted(version);
    upstream.has("/x.test/m/@latest", "application/json", info);
    upstream.has("/x.test/m/@v/" + version + ".info", "application/json", info);
    upstream.has("/x.test/m/@v/" + version + ".mod", "text/plain", "module x.test/m\n");
  }

  private String latest() {
    var answer = api.send("GET", "/repositories/all/go/x.test/m/@latest", null);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.at("/Version").asText();
  }

  @Test
  void aCommitThatWasKeptIsNotTheLatestForEver() {
    assertThat(latest()).isEqualTo(FIRST);
    assertThat(api.send("GET", "/repositories/all/go/x.test/m/@v/" + FIRST + ".mod", null).status())
        .isEqualTo(200);
    at(SECOND);
    clock.pass(Duration.ofMinutes(5));
    assertThat(latest()).isEqualTo(SECOND);
  }

  @Test
  void whatWasKeptIsTheLatestWhileNobodyOutsideAnswers() {
    assertThat(latest()).isEqualTo(FIRST);
    upstream.fails(ScriptedUpstream.status(500));
    clock.pass(Duration.ofDays(30));
    assertThat(latest()).isEqualTo(FIRST);
  }

  @Test
  void aVersionWithANameIsLaterThanAnyCommit() {
    assertThat(latest()).isEqualTo(FIRST);
    upstream.has("/x.test/m/@v/list", "text/plain", "v0.0.1\n");
    upstream.has(
        "/x.test/m/@v/v0.0.1.info",
        "application/json",
        "{\"Version\":\"v0.0.1\",\"Time\":\"2026-01-01T00:00:00Z\"}");
    clock.pass(Duration.ofMinutes(5));
    assertThat(latest()).isEqualTo("v0.0.1");
  }

  @Test
  void aModuleThatNobodyHasIsNotThere() {
    upstream.gone("/x.test/m/@latest");
    upstream.gone("/x.test/m/@v/list");
    assertThat(api.send("GET", "/repositories/all/go/x.test/m/@latest", null).status())
        .isEqualTo(404);
  }
}

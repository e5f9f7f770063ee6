package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Api;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.npm.NpmArchive;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository that others name as their upstream, and that was deleted with packages in it. */
final class GoneRepositoryTest {

  @TempDir Path folder;
  private ScriptedUpstream upstream;
  private TestServer server;
  private Api api;

  @BeforeEach
  void start() throws IOException {
    upstream = new ScriptedUpstream();
    server =
        new TestServer(folder)
            .hosted("libs")
            .remote("outside", Format.npm, upstream.url())
            .hosted("all", "libs", "outside");
    api = new Api(server.address(), "writer");
  }

  @AfterEach
  void stop() {
    api.close();
    server.close();
    upstream.close();
  }

  private int get(String path) {
    return api.send("GET", "/repositories/all/" + path, null).status();
  }

  @Test
  void itGivesNothingAnyMoreButWhatWasKeptStays() {
    api.put("libs/org/tool/1/a", "one");
    api.put("libs/org/tool/2/a", "two");
    assertThat(get("generic/org/tool/1/a")).isEqualTo(200);
    server.gone("libs");
    assertThat(get("generic/org/tool/2/a")).isEqualTo(404);
    assertThat(get("generic/org/tool/1/a")).as("it was kept").isEqualTo(200);
    server.hosted("libs");
    assertThat(get("generic/org/tool/2/a")).as("made again").isEqualTo(200);
  }

  @Test
  void itsNamesStayClosedToTheOutside() throws IOException {
    NpmArchive.publish(api, "libs", "secret", "1.0.0", "");
    server.gone("libs");
    assertThat(get("npm/secret")).isEqualTo(404);
    assertThat(upstream.requests()).isEmpty();
  }
}

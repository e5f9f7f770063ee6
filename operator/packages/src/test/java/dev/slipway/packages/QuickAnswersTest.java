package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.thread.ConnectionThread;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked again and again is answered by the thread that watches the connection. */
final class QuickAnswersTest {

  @TempDir Path folder;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Boolean> watching = new CopyOnWriteArrayList<>();
  private TestServer server;

  /** Lets everybody do everything, and notes on which thread that was asked. */
  private final class Noting implements Access {
    @Override
    public Optional<Caller> caller(String header) {
      return Optional.of(new Caller("writer", "", List.of()));
    }

    @Override
    public boolean mayUse(Caller caller, String verb, String repository) {
      watching.add(Thread.currentThread() instanceof ConnectionThread);
      return true;
    }

    @Override
    public boolean mayUseStore(Caller caller, String domain) {
      return false;
    }

    @Override
    public boolean mayAdminister(Caller caller, String verb, String domain) {
      return false;
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(folder, new Noting(), Map.of()).hosted("libs");
    send(
        Publication.put(
            server.url("libs", "go") + "x.test/m/@v/v1.0.0.zip",
            Publication.module("x.test/m", "v1.0.0", "")));
    send(
        Publication.put(
            server.url("libs", "maven") + "g/a/1/a-1.jar", "PK".getBytes(StandardCharsets.UTF_8)));
    send(
        Publication.put(
            server.url("libs", "maven") + "g/a/maven-metadata.xml",
            ("<metadata><groupId>g</groupId><artifactId>a</artifactId><versioning><versions>"
                    + "<version>1</version></versions></versioning></metadata>")
                .getBytes(StandardCharsets.UTF_8)));
    send(
        Publication.npm(
            server.url("libs", "npm"), "demo", "1.0.0", Publication.tarball("demo", "1.0.0", "")));
    send(
        Publication.cargo(
            server.url("libs", "cargo"), "demo", "1.0.0", Publication.crate("demo", "1.0.0", "")));
    watching.clear();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  private void send(HttpRequest request) throws IOException, InterruptedException {
    var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(request + answer.body()).isBetween(200, 299);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "go/x.test/m/@v/list",
        "go/x.test/m/@v/v1.0.0.info",
        "maven/g/a/1/a-1.jar",
        "maven/g/a/1/a-1.jar.sha1",
        "npm/demo",
        "cargo/de/mo/demo",
      })
  void theThirdAnswerNeedsNoOtherThread(String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + "/repositories/libs/" + path))
            .header("Authorization", "Bearer writer")
            .build();
    // Nobody asks for the checksum of what he does not read.
    send(Publication.get(server.url("libs", "maven") + "g/a/1/a-1.jar"));
    send(request);
    send(request);
    watching.clear();
    send(request);
    assertThat(watching).containsExactly(true);
  }
}

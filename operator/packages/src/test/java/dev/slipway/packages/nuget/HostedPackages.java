package dev.slipway.packages.nuget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A server for the tests of a class, with repositories for each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostedPackages {

  /** Hosted; team has it as upstream, and everybody may read free. */
  String base;

  String team;
  String free;
  NuGetClient writer;

  private TestServer server;
  private Path store;
  private int number;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    store = folder.resolve("store");
    server = new TestServer(store);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void repositories() throws IOException, InterruptedException {
    number++;
    base = "base" + number;
    team = "team" + number;
    free = "free" + number;
    serve();
  }

  private void serve() throws IOException, InterruptedException {
    server.hosted(base).hosted(team, base).open(free, base);
    writer = client(base, "writer");
  }

  void restart() throws IOException, InterruptedException {
    server.close();
    server = new TestServer(store);
    serve();
  }

  NuGetClient client(String repository, String token) throws IOException, InterruptedException {
    return new NuGetClient(server.url(repository, "nuget") + "v3/index.json", token);
  }

  void push(String id, String... versions) throws IOException, InterruptedException {
    for (var version : versions) {
      assertThat(writer.pushed(Nupkg.of(id, version).bytes())).isEqualTo(201);
    }
  }
}

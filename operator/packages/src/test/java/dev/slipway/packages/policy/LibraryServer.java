package dev.slipway.packages.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Api;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * A server with an upstream for the {@link Library}. Of each format FORMAT it has the remote {@code
 * FORMAT-outside} and, with that as its upstream, the repository {@code FORMAT-all}.
 */
final class LibraryServer implements AutoCloseable {

  final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  final Instant old = now.minus(Duration.ofDays(30));
  final Instant young = now.minus(Duration.ofHours(1));

  /** When versions were released. */
  final Map<String, Instant> versions = Map.of("1.0.0", old, "1.1.0", old, "1.2.0", young);

  private final ScriptedUpstream upstream = new ScriptedUpstream();
  private final TestServer server;
  private final Api api;

  LibraryServer(Path folder) throws IOException {
    server = new TestServer(folder);
    for (var library : Library.values()) {
      server
          .remote(library + "-outside", library.format(), upstream.url())
          .hosted(library + "-all", library + "-outside");
    }
    api = new Api(server.address(), "writer");
  }

  ScriptedUpstream upstream() {
    return upstream;
  }

  TestServer server() {
    return server;
  }

  /** Lets in what the policy says from now on. */
  void policy(DomainPolicy policy) {
    server.policy(policy);
  }

  Api api() {
    return api;
  }

  /** Sends a body to a path of a repository; null for none. */
  Api.Answer send(String method, String repository, Library library, String path, String body) {
    return api.send(method, "/repositories/" + repository + "/" + library + "/" + path, body);
  }

  Api.Answer get(String repository, Library library, String path) {
    return send("GET", repository, library, path, null);
  }

  /** Which of the versions the index of a repository has. */
  List<String> listed(String repository, Library library) {
    var answer = get(repository, library, library.index());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return versions.keySet().stream()
        .filter(v -> library.lists(answer.body(), v))
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    api.close();
    server.close();
    upstream.close();
  }
}

package dev.slipway.packages.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Api;
import dev.slipway.packages.TestDomain;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server with an upstream for the {@link Library}. Of each format FORMAT it has the remote {@code
 * FORMAT-outside} and, with that as its upstream, the repository {@code FORMAT-all}.
 */
final class LibraryServer implements BeforeEachCallback, AfterEachCallback {

  final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  final Instant old = now.minus(Duration.ofDays(30));
  final Instant young = now.minus(Duration.ofHours(1));

  /** When versions were released. */
  final Map<String, Instant> versions = Map.of("1.0.0", old, "1.1.0", old, "1.2.0", young);

  private final TestDomain domain = new TestDomain(LibraryServer::serve);

  private static void serve(TestServer server, String outside) {
    for (var library : Library.values()) {
      server
          .remote(library + "-outside", library.format(), outside)
          .hosted(library + "-all", library + "-outside");
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    domain.beforeEach(context);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    domain.afterEach(context);
  }

  ScriptedUpstream upstream() {
    return domain.upstream();
  }

  TestServer server() {
    return domain.server();
  }

  /** Lets in what the policy says from now on. */
  void policy(DomainPolicy policy) {
    server().policy(policy);
  }

  Api api() {
    return domain.api();
  }

  /** Takes bytes out of the store. */
  void evict(String content) throws IOException {
    domain.evict(content);
  }

  /** Sends a body to a path of a repository; null for none. */
  Api.Answer send(String method, String repository, Library library, String path, String body) {
    return api().send(method, "/repositories/" + repository + "/" + library + "/" + path, body);
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
}

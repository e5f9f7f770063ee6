package dev.slipway.controller.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.testkit.git.GitServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With real Git behind HTTP, and with servers that are none. */
final class LsRefsTest {

  private final GitServer server = new GitServer();
  private final LsRefs lsRefs = new LsRefs(new TrustedClients());

  @AfterEach
  void stop() {
    server.close();
  }

  private static GitAccess access(String url) {
    return new GitAccess(url, Optional.empty(), Optional.empty());
  }

  private static GitAccess access(String url, String password) {
    return new GitAccess(
        url,
        GitCredentials.from(Map.of("username", base64("git"), "password", base64(password))),
        Optional.empty());
  }

  private static String base64(String text) {
    return java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void headsOfBranchesAndOfTheRemote() throws Exception {
    var repository = server.create("app");
    var commit = repository.commit(Map.of("a", "1"), "first");
    assertThat(lsRefs.heads(access(repository.url()), List.of("main", "HEAD", "absent")))
        .isEqualTo(Map.of("main", commit, "HEAD", commit));
    assertThat(lsRefs.branches(access(repository.url() + "/"))).containsExactly("main");
    var second = repository.commit(Map.of("a", "2"), "second");
    assertThat(lsRefs.heads(access(repository.url()), List.of("main")))
        .isEqualTo(Map.of("main", second));
  }

  @Test
  void anEmptyRepositoryHasNoHeads() throws Exception {
    var repository = server.create("empty");
    assertThat(lsRefs.heads(access(repository.url()), List.of("main", "HEAD"))).isEmpty();
  }

  @Test
  void credentialsAreAskedForAndRefused() throws Exception {
    var repository = server.create("private");
    var commit = repository.commit(Map.of("a", "1"), "first");
    server.protect("secret");
    assertThatThrownBy(() -> lsRefs.heads(access(repository.url()), List.of("main")))
        .hasMessage(repository.url() + " asks for credentials; name a Secret in secretRef");
    assertThatThrownBy(() -> lsRefs.heads(access(repository.url(), "wrong"), List.of("main")))
        .hasMessage(repository.url() + " refuses the credentials of secretRef");
    assertThat(lsRefs.heads(access(repository.url(), "secret"), List.of("main")))
        .containsEntry("main", commit);
  }

  @Test
  void aServerThatComesBackIsAskedAnew() throws Exception {
    var repository = server.create("app");
    var commit = repository.commit(Map.of("a", "1"), "first");
    assertThat(lsRefs.heads(access(repository.url()), List.of("main"))).isNotEmpty();
    server.setDown(true);
    assertThatThrownBy(() -> lsRefs.heads(access(repository.url()), List.of("main")))
        .hasMessage(repository.url() + " answers with status 503");
    server.setDown(false);
    assertThat(lsRefs.heads(access(repository.url()), List.of("main")))
        .containsEntry("main", commit);
  }

  @Test
  void addressesThatLeadNowhere() {
    assertThatThrownBy(() -> lsRefs.heads(access("http://git .test/a"), List.of("main")))
        .hasMessageStartingWith("http://git .test/a is no address: ");
    assertThatThrownBy(() -> lsRefs.heads(access("http://127.0.0.1:1/a.git"), List.of("main")))
        .hasMessage("http://127.0.0.1:1/a.git cannot be reached: connection refused");
    assertThatThrownBy(() -> lsRefs.heads(access("http://no-such-host.invalid/a"), List.of("main")))
        .hasMessage("http://no-such-host.invalid/a names an unknown host");
    assertThatThrownBy(
            () -> lsRefs.heads(access(server.create("x").url() + "/none"), List.of("main")))
        .hasMessageEndingWith("is no Git repository, or one that these credentials may not see");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | <html> | cannot be read: the answer is not Git's protocol",
        "200 | 000eversion 1\\n0000 | does not speak Git's protocol version 2; Git 2.18 or newer does",
        "200 | '' | does not speak Git's protocol version 2; Git 2.18 or newer does",
        "302 | x | has moved; write its new address",
        "500 | x | answers with status 500",
      })
  void serversThatAreNone(int status, String body, String message) throws IOException {
    var strange = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    strange.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var bytes = body.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    strange.start();
    try {
      var url = "http://127.0.0.1:" + strange.getAddress().getPort() + "/a.git";
      assertThatThrownBy(() -> lsRefs.heads(access(url), List.of("main")))
          .isInstanceOf(GitFailure.class)
          .hasMessage(url + " " + message);
    } finally {
      strange.stop(0);
    }
  }
}

package dev.slipway.packages.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdvisoriesAccessTest {

  @TempDir static Path folder;
  private static TestServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    server = new TestServer(folder.resolve("store")).hosted("libs");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /advisories/one, '', 401",
    "PUT, /advisories/one, stranger, 401",
    "PUT, /advisories/one, reader, 403",
    "DELETE, /advisories/one, reader, 403",
    "POST, /advisories/one, reader, 403",
    "POST, /advisories/one, writer, 405",
    "GET, /advisories/, '', 401",
    "GET, /advisories/, reader, 200",
    "GET, /advisories/affected, '', 401",
    "GET, /advisories/affected, reader, 200",
    "GET, /advisories/affected?after=%25, reader, 400",
    "GET, /advisories/affected?after=YQ, reader, 400",
    "GET, /advisories/one, reader, 404",
    "DELETE, /advisories/one, writer, 404",
    "PUT, /advisories/affected, writer, 404",
    "PUT, /advisories/One, writer, 404",
    "PUT, /advisories/a%2fb, writer, 404",
    "PUT, /advisories/one/two, writer, 404",
    "PUT, /advisories/one, writer, 400",
    "GET, /advisories/entries/A-1, reader, 404",
    "GET, /repositories/.domain/generic/advisories/, writer, 404",
  })
  void whoMayDoWhat(String method, String path, String token, int status) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url("libs", "npm")).resolve(path))
            .method(
                method,
                "GET".equals(method) ? BodyPublishers.noBody() : BodyPublishers.ofString("hello"));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    assertThat(client.send(request.build(), BodyHandlers.discarding()).statusCode())
        .isEqualTo(status);
  }
}

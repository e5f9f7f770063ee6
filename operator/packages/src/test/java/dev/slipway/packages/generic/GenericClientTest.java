package dev.slipway.packages.generic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.TestServer;
import dev.slipway.testkit.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generic packages with real curl. */
final class GenericClientTest {

  private static final String SHA256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path folder;
  private TestServer server;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(folder.resolve("store")).hosted("base").hosted("team", "base");
    shell = new Shell(folder, Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** What the server answered: status and body. */
  private record Answer(int status, String body) {}

  private Answer curl(String body, String repository, String path, String... options) {
    var command =
        new ArrayList<>(
            List.of("curl", "-s", "--path-as-is", "-u", "t:writer", "-w", "\n%{http_code}"));
    command.addAll(List.of(options));
    if (body != null) {
      command.addAll(List.of("-T", "-"));
    }
    command.add(server.url(repository, "generic") + path);
    var output =
        shell
            .attempt(
                body == null ? null : body.getBytes(StandardCharsets.UTF_8),
                command.toArray(String[]::new))
            .output();
    int line = output.lastIndexOf('\n');
    return new Answer(Integer.parseInt(output.substring(line + 1)), output.substring(0, line));
  }

  private int put(String repository, String path, String content, String... options) {
    return curl(content, repository, path, options).status();
  }

  private String get(String repository, String path) {
    return curl(null, repository, path).body();
  }

  private JsonNode list(String repository, String path) throws IOException {
    return new ObjectMapper().readTree(get(repository, path));
  }

  @Test
  void anAssetIsPutReadAndListed() throws IOException {
    assertThat(put("team", "org/tool/1.0/tool.bin", "abc")).isEqualTo(201);
    assertThat(get("team", "org/tool/1.0/tool.bin")).isEqualTo("abc");
    assertThat(curl(null, "team", "org/tool/1.0/tool.bin", "-r", "1-1"))
        .isEqualTo(new Answer(206, "b"));
    assertThat(curl(null, "team", "org/tool/1.0/tool.bin", "-I").status()).isEqualTo(200);
    assertThat(list("team", "").at("/namespaces/0").asText()).isEqualTo("org");
    assertThat(list("team", "org/").at("/packages/0").asText()).isEqualTo("tool");
    assertThat(list("team", "org/tool/").at("/versions/0").asText()).isEqualTo("1.0");
    var version = list("team", "org/tool/1.0/");
    assertThat(version.at("/status").asText()).isEqualTo("Published");
    assertThat(version.at("/assets/tool.bin/sha256").asText()).isEqualTo(SHA256_OF_ABC);
  }

  @Test
  void aVersionIsClosedByItsLastAsset() throws IOException {
    assertThat(put("team", "org/tool/1.0/a?unfinished=true", "a")).isEqualTo(201);
    assertThat(curl(null, "team", "org/tool/1.0/a").status())
        .as("not before it is whole")
        .isEqualTo(404);
    assertThat(list("team", "org/tool/").at("/versions")).isEmpty();
    assertThat(put("team", "org/tool/1.0/b", "b")).isEqualTo(201);
    assertThat(get("team", "org/tool/1.0/a")).isEqualTo("a");
    var closed = curl("c", "team", "org/tool/1.0/c");
    assertThat(closed.status()).isEqualTo(409);
    assertThat(closed.body())
        .startsWith("version 1.0 is published and takes no further files; publish another version");
  }

  @Test
  void theSameBytesMayBePutAgainAndOthersMayNot() {
    assertThat(put("team", "org/tool/1.0/a", "one")).isEqualTo(201);
    assertThat(put("team", "org/tool/1.0/a", "one")).isEqualTo(200);
    assertThat(put("team", "org/tool/1.0/a", "two")).isEqualTo(409);
    assertThat(get("team", "org/tool/1.0/a")).isEqualTo("one");
  }

  @Test
  void aDigestThatIsNotTheBodysIsRefused() {
    var header = "x-amz-content-sha256: ";
    assertThat(put("team", "org/tool/1.0/a", "abd", "-H", header + SHA256_OF_ABC)).isEqualTo(400);
    assertThat(curl(null, "team", "org/tool/1.0/a").status()).isEqualTo(404);
    assertThat(put("team", "org/tool/1.0/a", "abc", "-H", header + SHA256_OF_ABC)).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Repr-Digest: sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:",
        "Content-Digest: md5=:AAAA:, sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:",
        "Digest: SHA-256=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
        "Repr-Digest: sha-512=:3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==:"
      })
  void aDigestIsHeldToHoweverItIsSaid(String header) {
    assertThat(put("team", "org/tool/1.0/a", "abd", "-H", header)).isEqualTo(400);
    assertThat(put("team", "org/tool/1.0/a", "abc", "-H", header)).isEqualTo(201);
  }

  @Test
  void whatIsReadThroughARepositoryIsKeptThere() {
    put("base", "org/tool/1.0/a", "one");
    assertThat(get("team", "org/tool/1.0/a")).isEqualTo("one");
    assertThat(curl(null, "base", "org/tool/1.0", "-X", "DELETE").status()).isEqualTo(204);
    assertThat(curl(null, "base", "org/tool/1.0/a").status()).isEqualTo(404);
    assertThat(get("team", "org/tool/1.0/a")).isEqualTo("one");
    assertThat(put("team", "org/tool/2.0/a", "x")).as("the name is the upstream's").isEqualTo(403);
  }

  @Test
  void aPackageOfOnesOwnIsNotReadFromUpstream() {
    put("team", "org/tool/1.0/a", "own");
    put("base", "org/tool/2.0/a", "other");
    assertThat(curl(null, "team", "org/tool/2.0/a").status()).isEqualTo(404);
  }

  @Test
  void aDeletedVersionMayBePublishedAnew() {
    put("team", "org/tool/1.0/a", "one");
    assertThat(curl(null, "team", "org/tool/1.0", "-X", "DELETE").status()).isEqualTo(204);
    assertThat(curl(null, "team", "org/tool/1.0", "-X", "DELETE").status()).isEqualTo(404);
    assertThat(put("team", "org/tool/1.0/a", "two")).isEqualTo(201);
  }

  @Test
  void whatIsPublishedIsThereAfterARestart() throws IOException {
    put("team", "org/tool/1.0/a", "one");
    server.close();
    server = new TestServer(folder.resolve("store")).hosted("team");
    assertThat(get("team", "org/tool/1.0/a")).isEqualTo("one");
  }

  @ParameterizedTest
  @CsvSource({
    "org/tool/1.0, 400",
    "org/tool/1.0/a/b, 400",
    "org/../tool/1.0/a, 400",
    "org/%2e%2e/1.0/a, 400",
    "org/a%2fb/1.0/a, 400",
    "org//1.0/a, 400",
  })
  void pathsThatAreNone(String path, int status) {
    assertThat(put("team", path, "x")).isEqualTo(status);
  }

  @Test
  void writersOfOneVersionLoseNothing() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < 20; i++) {
        int number = i;
        tasks.add(() -> put("team", "org/tool/1.0/a" + number + "?unfinished=true", "x" + number));
      }
      for (var task : threads.invokeAll(tasks)) {
        assertThat(task.get()).isEqualTo(201);
      }
    }
    assertThat(list("team", "org/tool/1.0/").at("/assets")).hasSize(20);
  }
}

package dev.slipway.packages.threat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Paths that climb, hide a separator, or mean something else after a second decoding. */
final class PathTricksTest {

  private static final String SECRET = "nobody may read this";

  private static final List<String> EVIL =
      List.of(
          "..",
          "../../../secret",
          "..%2f..%2f..%2fsecret",
          "..%2F..%2Fsecret",
          "%2e%2e",
          "%2e%2e/%2e%2e/secret",
          "%2E%2E%2Fsecret",
          ".%2e/secret",
          "..;/secret",
          "..%5csecret",
          "%2e%2e%5c%2e%2e%5csecret",
          "..\\secret",
          "a%00.jar",
          "a%0d%0aX-Evil:%201",
          "a%0a",
          "%252e%252e%252fsecret",
          "%252fsecret",
          "%c0%ae%c0%ae%c0%afsecret",
          "%c0%afsecret",
          "%e0%80%afsecret",
          "%uff0e%uff0e",
          "%ef%bc%8e%ef%bc%8e%ef%bc%8fsecret",
          "%",
          "%2",
          "%zz",
          "a%7fb",
          "a%c2%9bb",
          "a%e2%80%aeb",
          "a%e2%80%a8b",
          "a%ed%a0%80b",
          "/etc/passwd",
          "%2fetc%2fpasswd",
          "C:%5csecret",
          "a".repeat(300),
          "~secret",
          "=..",
          "secret%23",
          "secret?..%2f",
          ".");

  /** Where each format takes words of a path, the evil one as %s. */
  private static final List<String> PLACES =
      List.of(
          "/repositories/libs/generic/%s",
          "/repositories/libs/generic/org/%s/1/a",
          "/repositories/libs/generic/org/tool/1/%s",
          "/repositories/libs/maven/org/example/tool/1/%s",
          "/repositories/libs/maven/%s/tool/1/tool-1.jar",
          "/repositories/libs/maven/org/example/%s/maven-metadata.xml",
          "/repositories/libs/npm/%s",
          "/repositories/libs/npm/@scope%%2f%s",
          "/repositories/libs/npm/tool/-/%s",
          "/repositories/libs/npm/-/npm/v1/attestations/%s",
          "/repositories/libs/npm/-/package/%s/dist-tags",
          "/repositories/libs/pypi/simple/%s/",
          "/repositories/libs/pypi/files/tool/1/%s",
          "/repositories/libs/pypi/pypi/%s/json",
          "/repositories/libs/cargo/to/ol/%s",
          "/repositories/libs/cargo/api/v1/crates/tool/%s/download",
          "/repositories/libs/go/example.org/%s/@v/list",
          "/repositories/libs/go/example.org/tool/@v/%s",
          "/repositories/libs/go/sumdb/%s",
          "/repositories/%s/generic/org/tool/1/a",
          "/repositories/libs/%s/org/tool/1/a",
          "/store/blobs/%s",
          "/%s");

  @TempDir static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(folder.resolve("secret"), SECRET);
    var store = Files.createDirectories(folder.resolve("store"));
    Files.writeString(store.resolve("secret"), SECRET);
    server = new TestServer(store).hosted("libs");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<String> targets() {
    return PLACES.stream();
  }

  private static List<Path> files() throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(f -> !f.startsWith(folder.resolve("store/blobs")))
          .filter(f -> !f.startsWith(folder.resolve("store/journal")))
          .filter(f -> !f.startsWith(folder.resolve("store/events")))
          .filter(f -> !f.startsWith(folder.resolve("store/pulls")))
          // Upkeep begins after some seconds, which a busy machine may take.
          .filter(f -> !f.startsWith(folder.resolve("store/upkeep")))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void nothingClimbsAndNothingFails(String place) throws IOException {
    var before = files();
    for (var evil : EVIL) {
      var target = place.formatted(evil);
      for (var method : List.of("GET", "PUT", "DELETE")) {
        var answer =
            RawHttp.ask(
                server.port(),
                RawHttp.request(
                    method, target, "Authorization: Bearer writer", "Content-Length: 0"));
        assertThat(answer.text()).as(method + " " + target).doesNotContain(SECRET);
        assertThat(answer.text()).as(method + " " + target).doesNotContainIgnoringCase("\nX-Evil");
        assertThat(answer.status()).as(method + " " + target + answer.text()).isBetween(200, 499);
      }
    }
    assertThat(files()).isEqualTo(before);
  }
}

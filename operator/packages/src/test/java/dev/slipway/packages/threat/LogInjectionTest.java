package dev.slipway.packages.threat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that want to write lines of their own into the log. */
final class LogInjectionTest {

  private static final List<String> EVIL =
      List.of(
          "%0aFORGED",
          "%0d%0aFORGED", "%1b%5b2JFORGED", "%c2%85FORGED", "%e2%80%a8FORGED", "%C3%A9");

  @TempDir Path folder;

  @Test
  void everyLineIsOneOfTheServer() throws Exception {
    var store = Files.createDirectory(folder.resolve("store"));
    var out = new ByteArrayOutputStream();
    var real = System.err;
    try (var server =
            new TestServer(store).hosted("libs").remote("npm", Format.npm, "http://127.0.0.1:1");
        var printed = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      System.setErr(printed);
      try (var all = Files.walk(store)) {
        // So that much fails, and is told of.
        all.sorted(Comparator.reverseOrder())
            .map(Path::toFile)
            .forEach(f -> assertThat(f.delete()).isTrue());
      }
      for (var evil : EVIL) {
        for (var place :
            List.of(
                "/repositories/libs/generic/org/%s/1/a",
                "/repositories/libs/maven/org/%s/1/a.pom", "/repositories/npm/npm/%s")) {
          for (var method : List.of("GET", "PUT")) {
            RawHttp.ask(
                server.port(),
                RawHttp.request(
                    method,
                    place.formatted(evil),
                    "Authorization: Bearer writer",
                    "User-Agent: a FORGED",
                    "Content-Length: 0"));
          }
        }
      }
    } finally {
      System.setErr(real);
    }
    var log = out.toString(StandardCharsets.UTF_8);
    assertThat(log.lines().filter(l -> l.contains("WARN"))).as("something was told").isNotEmpty();
    assertThat(log.lines()).noneMatch(l -> l.startsWith("FORGED"));
    assertThat(log.codePoints().filter(c -> c != '\n' && (c < ' ' || c > '~')).toArray()).isEmpty();
  }

  @Test
  void inventedMethodsAreCountedAsOne() throws Exception {
    try (var server = new TestServer(folder).hosted("libs")) {
      for (int i = 0; i < 50; i++) {
        RawHttp.ask(
            server.port(), RawHttp.request("X" + i, "/repositories/libs/generic/org/tool/1/a"));
      }
      var metrics = RawHttp.ask(server.port(), RawHttp.request("GET", "/metrics")).text();
      assertThat(metrics.lines().filter(l -> l.startsWith("slipway_packages_requests_total")))
          .hasSizeLessThan(4);
    }
  }
}

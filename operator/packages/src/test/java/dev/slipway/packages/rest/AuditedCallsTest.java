package dev.slipway.packages.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.Api;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.npm.NpmArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server writes into its log of what is done. */
final class AuditedCallsTest {

  @TempDir Path folder;
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private TestServer server;
  private Api api;

  @BeforeEach
  void start() throws IOException {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    server = new TestServer(folder).hosted("libs");
    api = new Api(server.address(), "writer");
  }

  @AfterEach
  void stop() {
    api.close();
    server.close();
    System.setErr(before);
  }

  /** So many lines; each is written when its call has been answered. */
  private List<JsonNode> lines(int count) {
    return await().until(this::lines, lines -> lines.size() == count);
  }

  private List<JsonNode> lines() throws IOException {
    var lines = new ArrayList<JsonNode>();
    for (var line : log.toString(StandardCharsets.UTF_8).lines().toList()) {
      int begin = line.indexOf("{\"audit\"");
      if (begin >= 0) {
        lines.add(new ObjectMapper().readTree(line.substring(begin)));
      }
    }
    return lines;
  }

  private static String summary(JsonNode line) {
    return String.join(
        " ",
        line.at("/user").asText(),
        line.at("/verb").asText(),
        line.at("/repository").asText(),
        line.at("/package").asText(),
        line.at("/version").asText(),
        line.at("/result").asText());
  }

  @Test
  void whatIsPublishedDeletedOrAskedOfTheApiIsALineEach() throws IOException {
    var manifest = "{\"name\": \"demo\", \"version\": \"1.0.0\"}";
    api.send(
        "PUT",
        "/repositories/libs/npm/demo",
        NpmArchive.publication("demo", "1.0.0", manifest, "# demo"));
    api.put("libs/org/tool/1/a", "one");
    api.as("reader").put("libs/org/tool/2/a", "two");
    api.send("GET", "/repositories/libs/generic/org/tool/1/a", null);
    api.send("DELETE", "/repositories/libs/generic/org/tool/1", null);
    api.get("repositories/libs/packages/npm/-/demo/versions/1.0.0");
    api.post(
        "repositories/libs/packages/npm/-/demo/versions:dispose",
        "{\"versions\": [\"1.0.0\", \"2.0.0\"]}");
    api.as("nobody").get("repositories");
    assertThat(lines(7).stream().map(AuditedCallsTest::summary))
        .containsExactly(
            "writer update libs /npm//demo 1.0.0 201",
            "writer update libs /generic/org/tool 1 201",
            "reader update libs   403",
            "writer delete libs /generic/org/tool 1 204",
            "writer get libs /npm//demo 1.0.0 200",
            "writer dispose libs /npm//demo 1.0.0,2.0.0 409",
            "     401");
    assertThat(lines())
        .allSatisfy(l -> assertThat(l.at("/client").asText()).isEqualTo("127.0.0.1"));
  }

  @Test
  void namesThatLookLikeLinesStayInTheirOwn() throws IOException {
    api.put("libs/org/%22%7d%20INFO%20root/1/a", "one");
    assertThat(lines(1).getFirst().at("/package").asText()).isEqualTo("/generic/org/\"} INFO root");
    assertThat(log.toString(StandardCharsets.UTF_8).lines().filter(l -> l.startsWith("INFO")))
        .isEmpty();
  }
}

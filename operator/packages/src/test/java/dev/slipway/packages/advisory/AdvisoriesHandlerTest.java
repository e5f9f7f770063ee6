package dev.slipway.packages.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Advisories over HTTP, and what they are asked for. */
final class AdvisoriesHandlerTest {

  private static final String ALL = "{\"introduced\": \"0\"}";
  private static final String BULK = "/repositories/libs/npm/-/npm/v1/security/advisories/bulk";
  private static final String AUDITS = "/repositories/libs/npm/-/npm/v1/security/audits";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(folder.resolve("store")).hosted("libs").hosted("more").open("all");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> send(
      String method, String path, byte[] body, String token, String... headers) {
    try {
      var request =
          HttpRequest.newBuilder(URI.create(server.url("libs", "npm")).resolve(path))
              .method(
                  method,
                  body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private HttpResponse<String> put(String source, String... entries) {
    return send("PUT", "/advisories/" + source, utf8(String.join("\n", entries)), "writer");
  }

  private JsonNode get(String path) throws IOException {
    var answer = send("GET", path, null, "reader");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private void publish(String repository, String version) {
    var path = "/repositories/%s/maven/org/acme/core/%s/core-%s.jar";
    var answer =
        send("PUT", path.formatted(repository, version, version), utf8("x" + version), "writer");
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
  }

  @Test
  void aSourceIsPutListedAndRemoved() throws IOException {
    var answer =
        put(
            "one",
            Osv.entry("A-1", "npm", "a", ALL),
            Osv.entry("A-2", "Debian", "b", ALL),
            "{\"id\": \"\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    var source = get("/advisories").at("/sources/0");
    assertThat(source).isEqualTo(new ObjectMapper().readTree(answer.body()));
    assertThat(source.at("/source").asText()).isEqualTo("one");
    assertThat(source.at("/advisories").asInt()).isEqualTo(1);
    assertThat(source.at("/others").asInt()).isEqualTo(1);
    assertThat(source.at("/bad").asInt()).isEqualTo(1);
    assertThat(source.at("/problems/0/entry").asText()).isEqualTo("line 3");
    assertThat(source.at("/uploadedAt").asText()).startsWith("20");
    assertThat(get("/advisories/one")).isEqualTo(source);
    var entry = get("/advisories/entries/A-1");
    assertThat(entry.at("/severity").asText()).isEqualTo("high");
    assertThat(entry.at("/affected/0/package").asText()).isEqualTo("a");
    assertThat(send("DELETE", "/advisories/one", null, "writer").statusCode()).isEqualTo(204);
    assertThat(get("/advisories").at("/sources")).isEmpty();
  }

  @Test
  void whatWasPutIsThereAfterARestart() throws IOException {
    put("one", Osv.entry("A-1", "npm", "a", ALL));
    server.close();
    start();
    assertThat(get("/advisories").at("/sources/0/advisories").asInt()).isEqualTo(1);
    assertThat(send("POST", BULK, utf8("{\"a\": [\"1.0.0\"]}"), "reader").body()).contains("A-1");
  }

  @Test
  void packagesThatAreAffectedAreListedByPages() throws IOException {
    publish("libs", "1.0");
    publish("libs", "1.1");
    publish("libs", "1.2");
    publish("more", "1.0");
    put(
        "one",
        Osv.entry("A-1", "Maven", "org.acme:core", "{\"introduced\": \"0\"}, {\"fixed\": \"1.2\"}"),
        Osv.entry("A-2", "Maven", "org.acme:other", ALL));
    var seen = new ArrayList<String>();
    var next = "";
    int pages = 0;
    do {
      var page = get("/advisories/affected?most=1" + next);
      page.at("/affected")
          .forEach(
              r -> {
                assertThat(r.at("/fixedIn").asText()).isEqualTo("1.2");
                seen.add(
                    String.join(
                        " ",
                        r.at("/repository").asText(),
                        r.at("/namespace").asText(),
                        r.at("/package").asText(),
                        r.at("/version").asText(),
                        r.at("/advisory").asText()));
              });
      next = page.at("/next").isNull() ? "" : "&after=" + page.at("/next").asText();
      pages++;
    } while (!next.isEmpty());
    assertThat(seen)
        .containsExactly(
            "libs org.acme core 1.0 A-1",
            "libs org.acme core 1.1 A-1",
            "more org.acme core 1.0 A-1");
    assertThat(pages).isBetween(3, 4);
    assertThat(get("/advisories/affected").at("/affected")).hasSize(3);
  }

  @Test
  void withoutAdvisoriesAnAuditIsEmptyWhateverItAsks() throws IOException {
    assertThat(send("POST", BULK, utf8("{\"a\": [\"1.0.0\"]}"), "reader").body()).isEqualTo("{}");
    var tree = new ObjectMapper().readTree(send("POST", AUDITS, utf8("{}"), "reader").body());
    assertThat(tree.at("/metadata/vulnerabilities/critical").asInt(-1)).isZero();
  }

  @Test
  void anAuditIsReadPackedAndSaysOnlyWhatIsWrong() throws IOException {
    put("one", Osv.entry("A-1", "npm", "a", "{\"introduced\": \"0\"}, {\"fixed\": \"2.0.0\"}"));
    var question = utf8("{\"a\": [\"2.0.0\", \"1.5.0\"], \"b\": [\"1.0.0\"], \"c\": 1}");
    var answer = send("POST", BULK, gzip(question), "reader", "Content-Encoding", "gzip");
    var found = new ObjectMapper().readTree(answer.body());
    assertThat(List.copyOf(found.properties())).hasSize(1);
    assertThat(found.at("/a/0/id").isIntegralNumber()).isTrue();
    assertThat(found.at("/a/0/vulnerable_versions").asText()).isEqualTo("<2.0.0");
    assertThat(found.at("/a/0/url").asText()).endsWith("/advisories/entries/A-1");
    assertThat(found.at("/a/0/cvss/score").asDouble()).isEqualTo(7.5);
    assertThat(send("POST", BULK, utf8("{\"a\": [\"2.0.0\"]}"), "reader").body()).isEqualTo("{}");
  }

  @Test
  void anAuditThatIsABombOrNonsenseIsRefused() throws IOException {
    put("one", Osv.entry("A-1", "npm", "a", ALL));
    var bomb = gzip(utf8("{\"a\": [" + " ".repeat(8 << 20) + "]}"));
    assertThat(send("POST", BULK, bomb, "reader", "Content-Encoding", "gzip").statusCode())
        .isEqualTo(413);
    assertThat(send("POST", BULK, new byte[9], "reader", "Content-Encoding", "gzip").statusCode())
        .isEqualTo(400);
    assertThat(send("POST", BULK, new byte[9], "reader", "Content-Encoding", "br").statusCode())
        .isEqualTo(415);
    var many = "{\"a\": [" + "\"1.0.0\",".repeat(1001) + "\"1.0.0\"]}";
    assertThat(send("POST", BULK, utf8(many), "reader").statusCode()).isEqualTo(413);
    for (var path : List.of(BULK, AUDITS, AUDITS + "/quick")) {
      for (var text : List.of("{", "nonsense", "{\"a\": [")) {
        assertThat(send("POST", path, utf8(text), "reader").statusCode()).isEqualTo(400);
      }
    }
    assertThat(send("POST", BULK, utf8("[]"), "reader").body()).isEqualTo("{}");
    assertThat(send("POST", BULK, utf8("{\"a\": [\"1.0.0\"]}"), "").statusCode()).isEqualTo(401);
  }

  /** A project of a thousand packages is answered at once. */
  @Test
  void aLargeAuditIsFast() throws IOException {
    var entries = new ArrayList<String>();
    for (int i = 0; i < 2000; i++) {
      entries.add(Osv.entry("A-" + i, "npm", "p" + i, "{\"introduced\": \"9.0.0\"}"));
    }
    put("one", entries.toArray(String[]::new));
    var question = new StringBuilder("{");
    var random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      question.append("\"p%d\": [\"1.%d.0\"],".formatted(i * 3, random.nextInt(9)));
    }
    var body = gzip(utf8(question.append("\"x\": []}").toString()));
    send("POST", BULK, body, "reader", "Content-Encoding", "gzip");
    long from = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      assertThat(send("POST", BULK, body, "reader", "Content-Encoding", "gzip").body())
          .isEqualTo("{}");
    }
    assertThat((System.nanoTime() - from) / 20).as("nanoseconds each").isLessThan(500_000_000L);
  }
}

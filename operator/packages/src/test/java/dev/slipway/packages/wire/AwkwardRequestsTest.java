package dev.slipway.packages.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Api;
import dev.slipway.packages.Publication;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are right, but not those that most clients send. */
final class AwkwardRequestsTest {

  private static final String FILE = "/repositories/libs/generic/org/tool/1.0/a";

  @TempDir Path folder;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private TestServer server;
  private Api api;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(folder).hosted("libs");
    api = new Api(server.address(), "writer", client);
  }

  @AfterEach
  void stop() {
    api.close();
    server.close();
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> ask(String method, String path, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Authorization", "Bearer writer")
            .method(method, BodyPublishers.noBody());
    return send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  @Test
  void aRangeOfOtherBytesThanTheClientHasIsTheWholeFile() throws Exception {
    assertThat(api.put("libs/org/tool/1.0/a", "abcdef")).isEqualTo(201);
    var tag = ask("HEAD", FILE).headers().firstValue("ETag").orElseThrow();
    var same = ask("GET", FILE, "Range", "bytes=2-3", "If-Range", tag);
    assertThat(same.statusCode()).isEqualTo(206);
    assertThat(same.body()).isEqualTo("cd");
    for (var other : new String[] {"\"other\"", "W/" + tag, "Wed, 21 Oct 2015 07:28:00 GMT"}) {
      var whole = ask("GET", FILE, "Range", "bytes=2-3", "If-Range", other);
      assertThat(whole.statusCode()).as(other).isEqualTo(200);
      assertThat(whole.body()).isEqualTo("abcdef");
    }
  }

  /** Kept as it came, it would be other bytes than its publisher means. */
  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "x-unknown"})
  void whatIsPublishedIsNotPackedForItsWay(String coding) {
    var answer = api.send("PUT", FILE, "packed", "Content-Encoding", coding);
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.body()).contains("without Content-Encoding");
    assertThat(api.send("GET", FILE, null).status()).isEqualTo(404);
    assertThat(api.send("PUT", FILE, "plain", "Content-Encoding", "identity").status())
        .isEqualTo(201);
  }

  /** A registry that does not know its length until the end. */
  @Test
  void theHeadOfAFileThatIsNotHereYetHasItsLength() throws Exception {
    try (var upstream = new ScriptedUpstream()) {
      upstream.on(
          "/g/a/1/a-1.jar",
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("PK jar".getBytes(StandardCharsets.UTF_8));
          });
      server.remote("central", Format.maven, upstream.url());
      var head = ask("HEAD", "/repositories/central/maven/g/a/1/a-1.jar");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("Content-Length")).hasValue("6");
      assertThat(head.headers().firstValue("ETag")).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-/ping", "-/whoami", "-/v1/search?text=x", "-/npm/v1/user", "demo"})
  void headIsAnsweredAsGetIs(String path) throws Exception {
    send(
        Publication.npm(
            server.url("libs", "npm"), "demo", "1.0.0", Publication.tarball("demo", "1.0.0", "")));
    var get = ask("GET", "/repositories/libs/npm/" + path);
    var head = ask("HEAD", "/repositories/libs/npm/" + path);
    assertThat(get.statusCode()).isEqualTo(200);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length"))
        .isEqualTo(get.headers().firstValue("Content-Length"))
        .isPresent();
    assertThat(head.body()).isEmpty();
  }

  /** As npm, pnpm, Yarn 4, lock files of other registries, and people write it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "@acme/demo/-/demo-1.0.0.tgz",
        "@acme%2fdemo/-/demo-1.0.0.tgz",
        "@acme%2Fdemo/-/demo-1.0.0.tgz",
        "%40acme%2Fdemo/-/demo-1.0.0.tgz",
        "@acme/demo/-/@acme/demo-1.0.0.tgz",
        "@acme%2fdemo/-/@acme%2fdemo-1.0.0.tgz",
        "@acme/demo",
        "@acme/demo/",
        "%40acme%2fdemo",
        "@acme/demo/1.0.0",
        "@acme%2fdemo/latest",
      })
  void aScopedPackageIsFoundHoweverItIsWritten(String path) throws Exception {
    var tarball = Publication.tarball("@acme/demo", "1.0.0", "");
    var published =
        send(
            Publication.npm(
                server.url("libs", "npm"),
                "@acme%2fdemo",
                """
                {"name":"@acme/demo","versions":{"1.0.0":{"name":"@acme/demo","version":"1.0.0"}},
                 "_attachments":{"@acme/demo-1.0.0.tgz":{"data":"%s"}}}
                """
                    .formatted(Base64.getEncoder().encodeToString(tarball))));
    assertThat(published.statusCode()).as(published.body()).isEqualTo(201);
    assertThat(ask("GET", "/repositories/libs/npm/" + path).statusCode()).isEqualTo(200);
    assertThat(ask("GET", "/repositories/libs/npm/@acme/demo/-/@other/demo-1.0.0.tgz").statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/repositories/libs/pypi", "/repositories/libs/pypi/"})
  void aDistributionIsUploadedWithAndWithoutASlashAtTheEnd(String path) throws Exception {
    var wheel = Publication.wheel("demo", "1.0", "");
    var request =
        Publication.pypi(
            server.address() + path, "demo", "1.0", "demo-1.0-py3-none-any.whl", wheel);
    assertThat(send(request).statusCode()).isEqualTo(200);
    assertThat(ask("GET", "/repositories/libs/pypi/simple/demo/").body()).contains("demo-1.0-py3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?format=application/vnd.pypi.simple.v1+json | text/html | application/vnd.pypi.simple.v1+json",
        "?format=application/vnd.pypi.simple.latest%2Bjson | text/html | application/vnd.pypi.simple.v1+json",
        "?format=text/html | application/vnd.pypi.simple.v1+json | text/html; charset=utf-8",
        "'' | application/vnd.pypi.simple.v1+json, text/html;q=0.01 | application/vnd.pypi.simple.v1+json",
        "'' | text/html;q=0.9, application/vnd.pypi.simple.v1+json;q=0.2 | text/html; charset=utf-8",
        "'' | application/vnd.pypi.simple.v1+json;q=0 | text/html; charset=utf-8",
        "'' | APPLICATION/VND.PYPI.SIMPLE.V1+JSON | application/vnd.pypi.simple.v1+json",
        "'' | */* | text/html; charset=utf-8",
        "'' | image/png | text/html; charset=utf-8",
      })
  void aPageComesInTheTypeThatIsLikedBest(String query, String accept, String type)
      throws Exception {
    send(
        Publication.pypi(
            server.url("libs", "pypi"),
            "demo",
            "1.0",
            "demo-1.0-py3-none-any.whl",
            Publication.wheel("demo", "1.0", "")));
    for (var page : new String[] {"simple/", "simple/demo/"}) {
      var answer = ask("GET", "/repositories/libs/pypi/" + page + query, "Accept", accept);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
    }
  }

  @Test
  void aCrateThatIsArchivedIsNotFound() throws Exception {
    for (var version : new String[] {"1.0.0", "2.0.0"}) {
      send(
          Publication.cargo(
              server.url("libs", "cargo"),
              "demo",
              version,
              Publication.crate("demo", version, "")));
    }
    var search = "/repositories/libs/cargo/api/v1/crates?q=demo";
    assertThat(api.send("GET", search, null).body()).contains("\"max_version\":\"2.0.0\"");
    var archived =
        api.post(
            "repositories/libs/packages/cargo/-/demo/versions:status",
            "{\"versions\":[\"2.0.0\"],\"targetStatus\":\"Archived\"}");
    assertThat(archived.status()).as(archived.body()).isEqualTo(200);
    assertThat(api.send("GET", search, null).body()).contains("\"max_version\":\"1.0.0\"");
  }

  @Test
  void aCrateOfOnesOwnTellsWhenItWasPublished() throws Exception {
    var before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    send(
        Publication.cargo(
            server.url("libs", "cargo"), "demo", "1.0.0", Publication.crate("demo", "1.0.0", "")));
    var line = api.send("GET", "/repositories/libs/cargo/de/mo/demo", null);
    assertThat(line.at("/pubtime").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(Instant.parse(line.at("/pubtime").asText())).isBetween(before, Instant.now());
  }

  /** Pages of a search: those of the domain come first, then those of a registry outside. */
  @ParameterizedTest
  @CsvSource({"0, 2, 'tool-a,tool-b'", "1, 3, 'tool-b,tool-x,tool-y'", "2, 2, 'tool-x,tool-y'"})
  void aPageOfASearchHasSoManyPackagesAndNoneTwice(int from, int size, String found)
      throws Exception {
    try (var upstream = new ScriptedUpstream()) {
      upstream.on(
          "/-/v1/search",
          exchange -> {
            var query = exchange.getRequestURI().getQuery();
            int skip = Integer.parseInt(query.replaceFirst(".*from=(\\d+).*", "$1"));
            int take = Integer.parseInt(query.replaceFirst(".*size=(\\d+).*", "$1"));
            var objects =
                Stream.of("tool-x", "tool-y", "tool-z")
                    .skip(skip)
                    .limit(take)
                    .map("{\"package\": {\"name\": \"%s\", \"version\": \"1.0.0\"}}"::formatted)
                    .collect(Collectors.joining(", ", "{\"total\": 3, \"objects\": [", "]}"));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            var bytes = objects.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
          });
      server.remote("npmjs", Format.npm, upstream.url()).hosted("all", "libs", "npmjs");
      for (var name : new String[] {"tool-a", "tool-b"}) {
        var tarball = Publication.tarball(name, "1.0.0", "");
        send(Publication.npm(server.url("libs", "npm"), name, "1.0.0", tarball));
      }
      var answer =
          api.send(
              "GET",
              "/repositories/all/npm/-/v1/search?text=tool&from=%d&size=%d".formatted(from, size),
              null);
      var names = new ArrayList<String>();
      answer.at("/objects").forEach(o -> names.add(o.at("/package/name").asText()));
      assertThat(String.join(",", names)).isEqualTo(found);
      assertThat(answer.at("/total").asInt()).isEqualTo(5);
    }
  }
}

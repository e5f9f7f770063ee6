package dev.slipway.packages.threat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Publication;
import dev.slipway.packages.TestDomain;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are not what was asked for, and requests that want them for others. */
final class PoisonTest {

  private static final String JAR = "org/example/tool/1/tool-1.jar";
  private static final String PAGE =
      "<!DOCTYPE html><html><body><a href=\"/login\">Please log in</a></body></html>";

  @RegisterExtension
  final TestDomain domain =
      new TestDomain((server, outside) -> server.hosted("libs").remoteOfEach(outside));

  private final ScriptedUpstream upstream = domain.upstream();

  private HttpResponse<byte[]> get(String format, String path) throws Exception {
    return domain.send(
        Publication.get(domain.server().url(format, format) + path),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "maven, org/example/tool/1/tool-1.jar",
    "maven, org/example/tool/1/tool-1.pom",
    "maven, org/example/tool/maven-metadata.xml",
    "maven, org/example/tool/1-SNAPSHOT/tool-1-SNAPSHOT.jar",
    "npm, tool",
    "npm, tool/-/tool-1.0.0.tgz",
    "npm, -/npm/v1/keys",
    "pypi, simple/tool/",
    "pypi, files/tool/1.0/tool-1.0.tar.gz",
    "cargo, to/ol/tool",
    "cargo, api/v1/crates/tool/1.0.0/download",
    "go, example.org/tool/@v/list",
    "go, example.org/tool/@v/v1.0.0.zip",
    "go, example.org/tool/@v/v1.0.0.mod",
    "go, example.org/tool/@latest",
    "go, sumdb/sum.example.org/latest"
  })
  void aPageForPeopleIsNeitherAPackageNorAnAbsence(String format, String path) throws Exception {
    for (var type : new String[] {"text/html; charset=utf-8", "application/octet-stream"}) {
      upstream.fails(
          exchange -> {
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.sendResponseHeaders(200, PAGE.length());
            exchange.getResponseBody().write(PAGE.getBytes(StandardCharsets.UTF_8));
          });
      var answer = get(format, path);
      assertThat(answer.statusCode()).as(type).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("log in");
    }
  }

  @Test
  void aPageThatIsAPackagesFileIsOne() throws Exception {
    upstream.has("/org/example/tool/1/tool-1-report.html", "text/html", PAGE);
    var answer = get("maven", "org/example/tool/1/tool-1-report.html");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(PAGE);
  }

  @Test
  void aFileOfAnArchiveWithAScriptBeforeItIsBelieved() throws Exception {
    upstream.has("/" + JAR, "text/plain", "#!/bin/sh\nexec java -jar \"$0\"\nPK");
    assertThat(get("maven", JAR).statusCode()).isEqualTo(200);
  }

  @Test
  void aTruncatedBodyIsNotKeptAndTheNextRequestGetsAll() throws Exception {
    var bytes = ("PK" + "x".repeat(300_000)).getBytes(StandardCharsets.UTF_8);
    upstream.on("/" + JAR, ScriptedUpstream.cut(bytes));
    try {
      var answer = get("maven", JAR);
      assertThat(answer.statusCode()).isEqualTo(503);
    } catch (IOException e) {
      assertThat(e).as("the client sees that it ends too early").isNotNull();
    }
    upstream.has("/" + JAR, "application/java-archive", bytes);
    assertThat(get("maven", JAR).body()).isEqualTo(bytes);
  }

  @Test
  void aFileIsKeptAsItIsMeantWhateverItsWayIsCalled() throws Exception {
    var tarball = Publication.tarball("tool", "1.0.0", "content");
    var jar = "PK jar".getBytes(StandardCharsets.UTF_8);
    comes("a-1.tgz", tarball, tarball);
    comes("b-1.tgz", gzip(tarball), tarball);
    comes("c-1.jar", gzip(jar), jar);
    assertThat(upstream.requests().getFirst().header("Accept-Encoding")).isEqualTo("identity");
  }

  private void comes(String file, byte[] sent, byte[] meant) throws Exception {
    upstream.on(
        "/org/example/tool/1/" + file,
        exchange -> {
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, sent.length);
          exchange.getResponseBody().write(sent);
        });
    for (int i = 0; i < 2; i++) {
      var answer = get("maven", "org/example/tool/1/" + file);
      assertThat(answer.body()).as(file).isEqualTo(meant);
      assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
    }
  }

  private void publishTool() throws Exception {
    var tarball = Publication.tarball("tool", "1.0.0", "a");
    domain.send(Publication.npm(domain.server().url("libs", "npm"), "tool", "1.0.0", tarball));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Host: evil.example.org",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Server: evil.example.org",
        "X-Host: evil.example.org",
        "Forwarded: host=evil.example.org;proto=https",
        "X-Original-URL: /metrics",
        "X-Rewrite-URL: /metrics"
      })
  void headersOfStrangersMoveNoAddress(String header) throws Exception {
    publishTool();
    var answer =
        RawHttp.ask(
            domain.server().port(),
            RawHttp.request(
                "GET", "/repositories/libs/npm/tool", "Authorization: Bearer writer", header));
    assertThat(answer.text())
        .contains("\"tarball\":\"http://packages/repositories/libs/npm/tool/-/tool-1.0.0.tgz\"")
        .doesNotContain("evil");
  }

  @Test
  void whatOneHostWasToldIsNotToldAnother() throws Exception {
    publishTool();
    var evil =
        RawHttp.lines(
            "GET /repositories/libs/npm/tool HTTP/1.1",
            "Host: evil.example.org",
            "Authorization: Bearer writer",
            "Connection: close",
            "");
    assertThat(RawHttp.ask(domain.server().port(), evil).text())
        .contains("http://evil.example.org/");
    var next = domain.get("libs", "npm", "tool");
    assertThat(next.body()).doesNotContain("evil");
    assertThat(next.headers().firstValue("Cache-Control")).contains("private, no-cache");
  }

  @Test
  void aRegistryCannotNameAFileOfAnother() throws Exception {
    upstream.has(
        "/tool",
        "application/json",
        """
        {"name":"tool","versions":{"../../evil":{"name":"x","dist":{"tarball":"/x"}},
         "1.0.0":{"name":"tool","dist":{"tarball":"../../secret","integrity":"sha512-AAAA"}}}}
        """);
    assertThat(get("npm", "tool/-/tool-..%2f..%2fevil.tgz").statusCode()).isEqualTo(404);
    assertThat(get("npm", "tool/-/tool-1.0.0.tgz").statusCode()).isIn(404, 502, 503);
    assertThat(upstream.requests()).allSatisfy(r -> assertThat(r.path()).doesNotContain("/../"));
  }

  @Test
  void aPartForOneIsTheWholeForTheNext() throws Exception {
    upstream.has("/" + JAR, "application/java-archive", "PK jar");
    get("maven", JAR);
    var range =
        domain.send(
            HttpRequest.newBuilder(
                    Publication.get(domain.server().url("maven", "maven") + JAR), (_, _) -> true)
                .header("Range", "bytes=0-1")
                .build());
    assertThat(range.statusCode()).isEqualTo(206);
    assertThat(new String(get("maven", JAR).body(), StandardCharsets.UTF_8)).isEqualTo("PK jar");
  }
}

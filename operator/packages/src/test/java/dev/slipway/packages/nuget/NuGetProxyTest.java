package dev.slipway.packages.nuget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages from elsewhere: a second server of ours, and an upstream that does what a test says. */
final class NuGetProxyTest {

  private static final String JSON = "application/json";

  @TempDir Path folder;
  private TestServer gallery;
  private TestServer server;
  private NuGetClient author;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    gallery = new TestServer(folder.resolve("gallery")).open("gallery");
    author = new NuGetClient(index(gallery, "gallery"), "writer");
    server =
        TestServer.joining(
            folder.resolve("store"), "outside", Format.nuget, index(gallery, "gallery"));
  }

  @AfterEach
  void stop() {
    server.close();
    gallery.close();
  }

  private static String index(TestServer server, String repository) {
    return server.url(repository, "nuget") + "v3/index.json";
  }

  private NuGetClient client(String repository, String token)
      throws IOException, InterruptedException {
    return new NuGetClient(index(server, repository), token);
  }

  private void publish(NuGetClient client, Nupkg... packages)
      throws IOException, InterruptedException {
    for (var one : packages) {
      assertThat(client.pushed(one.bytes())).isEqualTo(201);
    }
  }

  @Test
  void aGraphOfOwnAndOutsidePackagesIsRestoredAndKept() throws IOException, InterruptedException {
    publish(
        author,
        Nupkg.of("Outside.Leaf", "1.0"),
        Nupkg.of("Outside.Leaf", "1.1-beta.1"),
        Nupkg.of("Outside.Leaf", "2.0"),
        Nupkg.of("Outside.Top", "5.0").needs("outside.leaf", "(1.0,2.0]"));
    publish(client("libs", "writer"), Nupkg.of("Acme.Lib", "1.0").needs("Outside.Top", "5"));
    var all = client("all", "reader");
    var expected =
        Map.of("acme.lib", "1.0.0", "outside.top", "5.0.0", "outside.leaf", "1.1.0-beta.1");
    assertThat(all.restore("ACME.Lib", "1.0")).isEqualTo(expected);
    assertThat(all.registration(NuGetClient.PLAIN, "outside.leaf"))
        .containsOnlyKeys("1.0.0", "2.0.0");
    assertThat(all.search("q=outside&prerelease=true&semVerLevel=2.0.0").keySet())
        .containsExactly("Outside.Leaf", "Outside.Top");
    assertThat(all.search("q=lib").keySet()).containsExactly("Acme.Lib");
    assertThat(all.search("q=").keySet())
        .containsExactly("Acme.Lib", "Outside.Leaf", "Outside.Top");
    assertThat(all.search("q=&skip=2&take=5").keySet()).containsExactly("Outside.Top");
    assertThat(all.autocomplete("q=o")).containsExactly("Outside.Leaf", "Outside.Top");
    assertThat(all.autocomplete("id=Outside.Leaf")).containsExactly("1.0.0", "2.0.0");
    gallery.close();
    assertThat(all.restore("Acme.Lib", "1.0")).as("without the outside").isEqualTo(expected);
    assertThat(all.search("q=outside.top").keySet()).containsExactly("Outside.Top");
  }

  @Test
  void whatIsUnlistedOutsideIsUnlistedHere() throws IOException, InterruptedException {
    publish(author, Nupkg.of("Demo", "1.0"), Nupkg.of("Demo", "2.0"));
    author.unlist("Demo", "2.0");
    var all = client("all", "reader");
    assertThat(all.versions("Demo")).containsExactly("1.0.0", "2.0.0");
    assertThat(all.leaf(NuGetClient.PLAIN, "Demo", "2.0.0").path("listed").asBoolean()).isFalse();
    assertThat(all.autocomplete("id=Demo")).containsExactly("1.0.0");
    assertThat(all.restore("Demo", "[2.0]")).containsEntry("demo", "2.0.0");
    assertThat(all.leaf(NuGetClient.PLAIN, "Demo", "2.0.0").path("listed").asBoolean()).isFalse();
  }

  @Test
  void aVersionOfTheUpstreamIsNotPublishedHereAndAnOwnNameIsNotAskedFor()
      throws IOException, InterruptedException {
    publish(author, Nupkg.of("Taken", "1.0"), Nupkg.of("Private", "9.0"));
    var writer = client("all", "writer");
    var other = Nupkg.of("taken", "1.0.0.0").has("lib/a", "x");
    assertThat(writer.pushed(other.bytes())).isEqualTo(409);
    publish(client("libs", "writer"), Nupkg.of("Private", "1.0"));
    assertThat(writer.versions("private")).containsExactly("1.0.0");
    assertThat(writer.registration(NuGetClient.SEMVER2, "private")).containsOnlyKeys("1.0.0");
    assertThat(writer.get(writer.content("private", "9.0.0")).statusCode()).isEqualTo(404);
    assertThat(writer.search("q=private").get("Private").path("version").asText())
        .isEqualTo("1.0.0");
    assertThat(client("outside", "writer").pushed(other.bytes())).as("a proxy").isEqualTo(405);
  }

  @Test
  void pagesOfAnotherServerAreRead() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      var tasks = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < 140; i++) {
        var bytes = Nupkg.of("Many", "1." + i).bytes();
        tasks.add(() -> author.pushed(bytes));
      }
      for (var task : threads.invokeAll(tasks)) {
        assertThat(task.get()).isEqualTo(201);
      }
    }
    var all = client("all", "reader");
    assertThat(all.versions("many")).hasSize(140);
    assertThat(all.restore("Many", "[1.139]")).containsEntry("many", "1.139.0");
    assertThat(all.registration(NuGetClient.GZIP, "many")).hasSize(140);
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static ScriptedUpstream.Answer zipped(String text) {
    return exchange -> {
      var bytes = gzip(text);
      exchange.getResponseHeaders().add("Content-Type", JSON);
      exchange.getResponseHeaders().add("Content-Encoding", "gzip");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** A registry whose registrations are compressed and stand in pages at another place. */
  private ScriptedUpstream scripted(byte[] nupkg, String more) throws IOException {
    var upstream = new ScriptedUpstream();
    var url = upstream.url();
    upstream.has(
        "/feed/index.json",
        JSON,
        """
        {"version": "3.0.0", "resources": [
          {"@id": "%1$s/feed/{id}/report", "@type": "ReportAbuseUriTemplate/3.0.0"},
          {"@id": "%1$s/old/", "@type": "RegistrationsBaseUrl"},
          {"@id": "%1$s/gz/", "@type": ["RegistrationsBaseUrl/3.6.0", "Other"]},
          {"@id": "../files/", "@type": "PackageBaseAddress/3.0.0"}]}
        """
            .formatted(url));
    upstream.on(
        "/gz/demo/index.json",
        zipped("{\"count\": 1, \"items\": [{\"@id\": \"%s/far/p1.json\"}]}".formatted(url)));
    upstream.on(
        "/far/p1.json",
        zipped(
            """
            {"items": [
              {"catalogEntry": {"id": "Demo", "version": "1.00", "published": "2026-01-02T03:04:05+00:00",
                "description": "D", "tags": "a b", "authors": ["Ann", "Bob"], "iconUrl": 7,
                "licenseUrl": "javascript:x", "dependencyGroups": [{"dependencies":
                  [{"id": "Other", "range": "1.0"}, {"id": "../x"}]}] %s}},
              {"catalogEntry": {"id": "Demo", "version": "2.0", "published": "1900-01-01T00:00:00Z"}},
              {"catalogEntry": {"id": "Somebody.Else", "version": "3.0"}},
              {"catalogEntry": {"id": "Demo", "version": "no version"}},
              7]}
            """
                .formatted(more)));
    upstream.has("/files/demo/1.0.0/demo.1.0.0.nupkg", "application/octet-stream", nupkg);
    server.remote("scripted", Format.nuget, url + "/feed/index.json");
    return upstream;
  }

  @Test
  void compressedRegistrationsInPagesElsewhereAreRead() throws IOException, InterruptedException {
    var bytes = Nupkg.of("Demo", "1.0").needs("Other", "1.0").bytes();
    try (var upstream = scripted(bytes, "")) {
      var client = client("scripted", "reader");
      assertThat(client.versions("demo")).containsExactly("1.0.0", "2.0.0");
      var entries = client.registration(NuGetClient.SEMVER2, "demo");
      var entry = entries.get("1.0.0");
      assertThat(entry.path("authors").asText()).isEqualTo("Ann, Bob");
      assertThat(entry.path("tags")).hasSize(2);
      assertThat(entry.has("iconUrl") || entry.has("licenseUrl")).isFalse();
      assertThat(entry.path("published").asText()).isEqualTo("2026-01-02T03:04:05Z");
      assertThat(entry.at("/dependencyGroups/0/dependencies")).hasSize(1);
      assertThat(entries.get("2.0.0").path("listed").asBoolean()).isFalse();
      assertThat(client.download("Demo", "1.0.0")).isEqualTo(bytes);
      assertThat(client.get(client.content("demo", "2.0.0")).statusCode()).isEqualTo(404);
      assertThat(client.versions("none")).isEmpty();
      assertThat(client.search("q=demo")).as("nobody outside finds anything").hasSize(1);
      assertThat(upstream.count("/gz/demo/index.json")).isOne();
      assertThat(upstream.count("/far/p1.json")).isOne();
    }
  }

  @Test
  void aPackageThatIsNotWhatTheRegistrationSaysIsNotKept()
      throws IOException, InterruptedException {
    var hash =
        ", \"packageHashAlgorithm\": \"SHA512\", \"packageHash\": \"" + "A".repeat(86) + "==\"";
    try (var _ = scripted(Nupkg.of("Demo", "1.0").bytes(), hash)) {
      var client = client("scripted", "reader");
      var answer = client.get(client.content("demo", "1.0.0"));
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).asString().contains("is not what it should be");
    }
  }

  @Test
  void whatIsNoRegistrationIsAFailureAndNoAbsence() throws IOException, InterruptedException {
    try (var upstream = scripted(new byte[0], "")) {
      var client = client("scripted", "reader");
      var url = client.resource("PackageBaseAddress/3.0.0") + "demo/index.json";
      for (var text : List.of("<html>", "{}", "{\"items\": [{\"@id\": \"gone.json\"}]}", "[")) {
        upstream.has("/gz/demo" + text.length() + "/index.json", JSON, text);
        var answer = client.get(url.replace("demo", "demo" + text.length()));
        assertThat(answer.statusCode()).as(text).isEqualTo(503);
      }
      upstream.has("/feed/index.json", JSON, "{\"resources\": []}");
      var other = url.replace("/demo/", "/other/");
      assertThat(client.get(other).statusCode()).as("the known service index").isEqualTo(404);
    }
  }

  @Test
  void aFeedWithoutRegistrationsIsReadByItsFiles() throws IOException, InterruptedException {
    var bytes = Nupkg.of("Demo", "1.0").needs("Other", "2.0").bytes();
    try (var upstream = scripted(bytes, "")) {
      upstream.has(
          "/feed/index.json",
          JSON,
          "{\"resources\": [{\"@id\": \"%s/files\", \"@type\": \"PackageBaseAddress/3.0.0\"}]}"
              .formatted(upstream.url()));
      upstream.has("/files/demo/index.json", JSON, "{\"versions\": [\"1.0.0\", \"x\"]}");
      var client = client("scripted", "reader");
      assertThat(client.versions("demo")).containsExactly("1.0.0");
      assertThat(client.registration(NuGetClient.PLAIN, "demo").get("1.0.0").path("listed"))
          .hasToString("true");
      assertThat(client.download("demo", "1.0.0")).isEqualTo(bytes);
      var entry = client.registration(NuGetClient.PLAIN, "demo").get("1.0.0");
      assertThat(entry.at("/dependencyGroups/0/dependencies/0/id").asText())
          .as("what it says itself, now that it is here")
          .isEqualTo("Other");
    }
  }
}

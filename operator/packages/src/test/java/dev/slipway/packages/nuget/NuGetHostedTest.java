package dev.slipway.packages.nuget;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Packages that were published here, with a strict client. */
final class NuGetHostedTest extends HostedPackages {

  @Test
  void whatIsPushedIsRestoredWithWhatItNeeds() throws IOException, InterruptedException {
    push("Leaf", "1.0", "1.5", "2.0");
    assertThat(writer.pushed(Nupkg.of("Middle", "1.1").needs("LEAF", "[1.2,2)").bytes()))
        .isEqualTo(201);
    var top = Nupkg.of("Top.Package", "3.0").needs("Middle", "1.0").needs("Leaf", "1.0").bytes();
    assertThat(writer.pushed(top)).isEqualTo(201);
    var reader = client(team, "reader");
    assertThat(reader.restore("top.package", "3.0"))
        .isEqualTo(Map.of("top.package", "3.0.0", "middle", "1.1.0", "leaf", "1.5.0"));
    assertThat(reader.download("TOP.package", "3.0.0")).isEqualTo(top);
    var entry = reader.registration(NuGetClient.PLAIN, "Top.Package").get("3.0.0");
    assertThat(entry.path("id").asText()).isEqualTo("Top.Package");
    assertThat(entry.path("authors").asText()).isEqualTo("Ann, Bob");
    assertThat(entry.path("listed").asBoolean()).isTrue();
    assertThat(entry.at("/dependencyGroups/0/targetFramework").asText()).isEqualTo("net8.0");
    assertThat(entry.at("/dependencyGroups/0/dependencies/0/range").asText())
        .isEqualTo("[1.0.0, )");
    assertThat(reader.vulnerabilities()).isEmpty();
  }

  @Test
  void anUnlistedVersionIsThereForWhoNamesIt() throws IOException, InterruptedException {
    push("Demo", "1.0", "2.0");
    var reader = client(team, "reader");
    reader.download("Demo", "2.0.0");
    assertThat(writer.unlist("Demo", "2.00")).isEqualTo(204);
    assertThat(writer.unlist("Demo", "2.0")).as("again").isEqualTo(204);
    assertThat(writer.unlist("Demo", "3.0")).isEqualTo(404);
    assertThat(writer.unlist("None", "1.0")).isEqualTo(404);
    for (var client : List.of(writer, reader)) {
      assertThat(client.versions("Demo")).containsExactly("1.0.0", "2.0.0");
      var entry = client.registration(NuGetClient.SEMVER2, "Demo").get("2.0.0");
      assertThat(entry.path("listed").asBoolean()).isFalse();
      assertThat(entry.path("published").asText()).startsWith("1900-");
      assertThat(client.search("q=demo").get("Demo").path("version").asText()).isEqualTo("1.0.0");
      assertThat(client.autocomplete("id=demo")).containsExactly("1.0.0");
      assertThat(client.restore("Demo", "[2.0]")).containsEntry("demo", "2.0.0");
    }
    restart();
    assertThat(writer.leaf(NuGetClient.PLAIN, "demo", "2.0.0").path("listed").asBoolean())
        .as("after a restart")
        .isFalse();
    assertThat(writer.relist("demo", "2.0")).isEqualTo(200);
    assertThat(writer.relist("demo", "3.0")).isEqualTo(404);
    assertThat(writer.search("q=demo").get("Demo").path("version").asText()).isEqualTo("2.0.0");
  }

  @Test
  void aPackageOfWhichNothingIsListedCanStillBeRestored() throws IOException, InterruptedException {
    push("Demo", "1.0");
    writer.unlist("Demo", "1.0");
    assertThat(writer.restore("Demo", "1.0")).containsEntry("demo", "1.0.0");
    assertThat(writer.search("q=demo")).isEmpty();
  }

  @Test
  void oldClientsAreNotShownWhatTheyCannotRead() throws IOException, InterruptedException {
    push("Demo", "1.0", "1.1-beta", "1.2-beta.1", "1.3+build");
    push("Newest", "1.0-a.b");
    assertThat(writer.pushed(Nupkg.of("Demo", "1.4").needs("A", "1.0-a.b").bytes())).isEqualTo(201);
    assertThat(writer.registration(NuGetClient.SEMVER2, "demo")).hasSize(5);
    assertThat(writer.registration(NuGetClient.SEMVER2, "demo").get("1.3.0").path("version"))
        .hasToString("\"1.3.0+build\"");
    for (var type : List.of(NuGetClient.PLAIN, NuGetClient.GZIP)) {
      assertThat(writer.registration(type, "demo")).containsOnlyKeys("1.0.0", "1.1.0-beta");
      assertThat(writer.registration(type, "newest")).isEmpty();
    }
    assertThat(writer.autocomplete("id=demo")).containsExactly("1.0.0");
    assertThat(writer.autocomplete("id=demo&prerelease=true"))
        .containsExactly("1.0.0", "1.1.0-beta");
    assertThat(writer.autocomplete("id=demo&prerelease=true&semVerLevel=2.0.0")).hasSize(5);
    assertThat(writer.search("q=newest&prerelease=true")).isEmpty();
    assertThat(writer.search("q=newest&prerelease=true&semVerLevel=2.0.0")).hasSize(1);
  }

  @Test
  void registrationsAreCompressedForWhoTakesThat() throws IOException, InterruptedException {
    push("Demo", "1.0");
    var url = writer.resource(NuGetClient.GZIP) + "demo/index.json";
    var gzip = writer.get(url, "Accept-Encoding", "gzip").headers();
    assertThat(gzip.firstValue("Content-Encoding")).hasValue("gzip");
    var plain = writer.get(writer.resource(NuGetClient.PLAIN) + "demo/index.json").headers();
    assertThat(plain.firstValue("Content-Encoding")).isEmpty();
    var tag = plain.firstValue("ETag").orElseThrow();
    var again =
        writer.get(writer.resource(NuGetClient.PLAIN) + "demo/index.json", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
  }

  @Test
  void manyVersionsStandOnPages() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      var tasks = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < 131; i++) {
        var bytes = Nupkg.of("Many", "1.0." + i).bytes();
        tasks.add(() -> writer.pushed(bytes));
      }
      for (var task : threads.invokeAll(tasks)) {
        assertThat(task.get()).isEqualTo(201);
      }
    }
    assertThat(writer.versions("many")).hasSize(131);
    assertThat(writer.registration(NuGetClient.SEMVER2, "many"))
        .containsOnlyKeys(IntStream.range(0, 131).mapToObj(i -> "1.0." + i).toList());
    assertThat(writer.unlist("many", "1.0.7")).isEqualTo(204);
    assertThat(writer.registration(NuGetClient.PLAIN, "many").get("1.0.7").path("listed"))
        .hasToString("false");
    var page = writer.resource(NuGetClient.PLAIN) + "many/page/1.0.3/1.0.5.json";
    assertThat(writer.get(page).statusCode()).as("a page of an older index").isEqualTo(200);
    assertThat(writer.get(page.replace("1.0.3", "0.1")).statusCode()).isEqualTo(404);
  }

  @Test
  void filesAreReadInPartAndOnlyWhenTheyAreNew() throws IOException, InterruptedException {
    var bytes = Nupkg.of("Demo", "1.0").bytes();
    assertThat(writer.pushed(bytes)).isEqualTo(201);
    var url = writer.content("Demo", "1.0.0");
    var head =
        writer.send(
            HttpRequest.newBuilder(URI.create(url))
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(bytes.length);
    var part = writer.get(url, "Range", "bytes=2-5");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).containsExactly(bytes[2], bytes[3], bytes[4], bytes[5]);
    var tag = head.headers().firstValue("ETag").orElseThrow();
    assertThat(writer.get(url, "If-None-Match", tag).statusCode()).isEqualTo(304);
    var nuspec = writer.get(url.replace("demo.1.0.0.nupkg", "demo.nuspec"));
    assertThat(new String(nuspec.body(), StandardCharsets.UTF_8)).contains("<id>Demo</id>");
    assertThat(writer.get(url.replace("demo.1.0.0.nupkg", "demo.2.0.0.nupkg")).statusCode())
        .isEqualTo(404);
  }

  @Test
  void aReadmeIsServedAsText() throws IOException, InterruptedException {
    var bytes =
        Nupkg.of("Demo", "1.0")
            .says("<readme>docs\\README.md</readme>")
            .has("docs/README.md", "# Demo <script>")
            .bytes();
    assertThat(writer.pushed(bytes)).isEqualTo(201);
    var readme = writer.readme("Demo", "1.0.0");
    assertThat(readme.body()).asString().isEqualTo("# Demo <script>");
    assertThat(readme.headers().firstValue("Content-Type"))
        .hasValue("text/markdown; charset=utf-8");
    assertThat(readme.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    push("Other", "1.0");
    assertThat(writer.readme("Other", "1.0.0").statusCode()).isEqualTo(404);
  }

  @Test
  void packagesAreFoundByWhatIsSaidOfThem() throws IOException, InterruptedException {
    push("Acme.Json", "1.0");
    push("Acme.Json.Tools", "1.0");
    push("Other", "1.0");
    var tool =
        Nupkg.of("Acme.Tool", "1.0")
            .says("<tags>json cli</tags><title>Tool</title>")
            .says("<packageTypes><packageType name=\"DotnetTool\"/></packageTypes>");
    assertThat(writer.pushed(tool.bytes())).isEqualTo(201);
    var reader = client(team, "reader");
    assertThat(reader.search("q=ACME.json").keySet())
        .containsExactly("Acme.Json", "Acme.Json.Tools");
    assertThat(reader.search("q=" + NuGetClient.encoded("json acme")).keySet())
        .containsExactly("Acme.Json", "Acme.Json.Tools", "Acme.Tool");
    assertThat(reader.search("q=packageid:acme.json").keySet()).containsExactly("Acme.Json");
    assertThat(reader.search("q=&packageType=dotnettool").keySet()).containsExactly("Acme.Tool");
    assertThat(reader.search("")).hasSize(4);
    assertThat(reader.search("q=acme&skip=1&take=1").keySet()).containsExactly("Acme.Json.Tools");
    assertThat(reader.search("q=nothing")).isEmpty();
    assertThat(reader.autocomplete("q=acme.j")).containsExactly("Acme.Json", "Acme.Json.Tools");
    assertThat(reader.autocomplete("q=&take=1")).containsExactly("Acme.Json");
    assertThat(reader.autocomplete("id=none")).isEmpty();
  }
}

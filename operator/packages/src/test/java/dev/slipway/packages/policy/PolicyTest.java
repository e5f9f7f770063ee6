package dev.slipway.packages.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.advisory.Osv;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.model.group.PackageGroups;
import dev.slipway.packages.model.group.PackageGroups.Mode;
import dev.slipway.packages.model.group.PackageGroups.Restriction;
import dev.slipway.packages.model.group.PackageGroups.Way;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.ReleaseAge;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a domain lets in, in every format, over HTTP. */
final class PolicyTest {

  private static final String FIX = "{\"introduced\": \"0\"}, {\"fixed\": \"1.2.0\"}";

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Instant old = now.minus(Duration.ofDays(30));
  private final Instant young = now.minus(Duration.ofHours(1));
  private final Map<String, Instant> versions = Map.of("1.0.0", old, "1.1.0", old, "1.2.0", young);

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private ScriptedUpstream upstream;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    upstream = new ScriptedUpstream();
    server = new TestServer(folder);
    for (var library : Library.values()) {
      server
          .remote(library + "-outside", library.format(), upstream.url())
          .hosted(library + "-all", library + "-outside");
    }
  }

  @AfterEach
  void stop() {
    server.close();
    upstream.close();
  }

  private HttpResponse<String> get(String repository, Library library, String path)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(repository, library.format(), path)).GET());
  }

  private URI uri(String repository, Format format, String path) {
    return URI.create(server.url(repository, format.name()) + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.header("Authorization", "Bearer writer").build(), BodyHandlers.ofString(UTF_8));
  }

  private List<String> listed(String repository, Library library)
      throws IOException, InterruptedException {
    var answer = get(repository, library, library.index());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return versions.keySet().stream()
        .filter(v -> library.lists(answer.body(), v))
        .sorted()
        .toList();
  }

  private static DomainPolicy waiting(ReleaseAge.Exemption... exemptions) {
    return new DomainPolicy(
        new PackageGroups(Map.of()),
        new ReleaseAge(Duration.ofDays(3), Map.of(), List.of(exemptions)));
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void aYoungVersionIsInNoIndexAndItsFileIsRefusedWithTheRuleAndTheTimeLeft(Library library)
      throws IOException, InterruptedException {
    library.put(upstream, versions);
    server.policy(waiting());
    assertThat(listed(library + "-all", library)).containsExactly("1.0.0", "1.1.0");
    var refused = get(library + "-all", library, library.file("1.2.0"));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("minimumReleaseAge is 3d 0h", "it can be had in 2d 2");
    assertThat(get(library + "-all", library, library.file("1.1.0")).body())
        .isEqualTo("left 1.1.0");
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void anExceptionLetsItInAndWhatWasRetainedStays(Library library)
      throws IOException, InterruptedException {
    library.put(upstream, versions);
    server.policy(
        waiting(
            new ReleaseAge.Exemption(
                GroupPattern.parse(library.pattern()),
                Set.of(library.version("1.2.0")),
                "ada",
                "fixes a hole",
                now.plusSeconds(3600))));
    var all = library + "-all";
    assertThat(listed(all, library)).containsExactly("1.0.0", "1.1.0", "1.2.0");
    assertThat(get(all, library, library.file("1.2.0")).body()).isEqualTo("left 1.2.0");
    server.policy(waiting());
    assertThat(get(all, library, library.file("1.2.0")).body()).isEqualTo("left 1.2.0");
    assertThat(listed(all, library)).contains("1.2.0");
  }

  private static String osv(Library library) {
    return switch (library) {
      case npm -> Osv.entry("A-1", "npm", "left", FIX);
      case pypi -> Osv.entry("A-1", "PyPI", "left", FIX);
      case maven -> Osv.entry("A-1", "Maven", "org.left:left", FIX);
      case cargo -> Osv.entry("A-1", "crates", "left", FIX);
      case nuget -> Osv.entry("A-1", "NuGet", "left", FIX);
      case go -> Osv.entry("A-1", "Go", "left.test/left", FIX);
    };
  }

  /** Whoever has stolen a package publishes a later version, which is no fix. */
  @ParameterizedTest
  @EnumSource(Library.class)
  void aFixThatAnAdvisoryNamesNeedNotWaitAndALaterVersionDoes(Library library)
      throws IOException, InterruptedException {
    library.put(upstream, Map.of("1.0.0", old, "1.2.0", young, "1.3.0", young));
    server.policy(
        waiting(
            new ReleaseAge.Exemption(
                GroupPattern.ROOT, Set.of(), "ada", "fixes", now.plusSeconds(3600), true)));
    var all = library + "-all";
    assertThat(get(all, library, library.file("1.2.0")).statusCode()).isEqualTo(403);
    assertThat(library.lists(get(all, library, library.index()).body(), "1.2.0")).isFalse();
    var put =
        send(
            HttpRequest.newBuilder(URI.create(server.url() + "/advisories/osv"))
                .PUT(BodyPublishers.ofString(osv(library))));
    assertThat(put.statusCode()).as(put.body()).isLessThan(300);
    var index = get(all, library, library.index()).body();
    assertThat(library.lists(index, "1.2.0")).as(index).isTrue();
    assertThat(library.lists(index, "1.3.0")).isFalse();
    assertThat(get(all, library, library.file("1.2.0")).body()).isEqualTo("left 1.2.0");
    assertThat(get(all, library, library.file("1.3.0")).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void aViewOfThePastEndsThereAndIsOnlyRead(Library library)
      throws IOException, InterruptedException {
    library.put(upstream, versions);
    var past = library + "-all/at/" + now.minus(Duration.ofDays(3)).toString().substring(0, 10);
    assertThat(listed(library + "-all", library)).hasSize(3);
    assertThat(get(library + "-all", library, library.file("1.2.0")).statusCode()).isEqualTo(200);
    assertThat(listed(past, library)).containsExactly("1.0.0", "1.1.0");
    assertThat(get(past, library, library.file("1.2.0")).statusCode()).isEqualTo(403);
    assertThat(get(past, library, library.file("1.0.0")).body()).isEqualTo("left 1.0.0");
    var written =
        send(
            HttpRequest.newBuilder(uri(past, library.format(), library.file("2.0.0")))
                .PUT(BodyPublishers.ofString("x")));
    assertThat(written.statusCode()).isEqualTo(405);
    var nonsense = get(library + "-all/at/yesterday", library, library.index());
    assertThat(nonsense.statusCode()).isEqualTo(400);
    assertThat(nonsense.body()).contains("2026-11-01");
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void whatIsTakenDownIsGoneFromEveryRepositoryForGood(Library library)
      throws IOException, InterruptedException {
    library.put(upstream, versions);
    var all = library + "-all";
    assertThat(get(all, library, library.file("1.1.0")).statusCode()).isEqualTo(200);
    var coordinates = library.pattern().replaceAll("[$~]$", "").substring(1).split("/", 3);
    var name = library == Library.go ? "left.test%2Fleft" : coordinates[2];
    var call =
        URI.create(
            server.url()
                + "/api/v1/packages/%s/%s/%s/versions:takedown"
                    .formatted(library, coordinates[1].isEmpty() ? "-" : coordinates[1], name));
    var body =
        "{\"versions\": [\"%s\"], \"reason\": \"malware\"}".formatted(library.version("1.1.0"));
    var answer = send(HttpRequest.newBuilder(call).POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"repositories\":[\"%s-all\",\"%s-outside\"]".formatted(library, library));
    for (var repository : List.of(all, library + "-outside")) {
      assertThat(listed(repository, library)).containsExactly("1.0.0", "1.2.0");
      assertThat(get(repository, library, library.file("1.1.0")).statusCode()).isEqualTo(404);
    }
    var stranger =
        http.send(
            HttpRequest.newBuilder(call)
                .header("Authorization", "Bearer reader")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(stranger.statusCode()).isEqualTo(403);
    var unreasoned =
        send(
            HttpRequest.newBuilder(call)
                .POST(BodyPublishers.ofString("{\"versions\": [\"1.0.0\"]}")));
    assertThat(unreasoned.statusCode()).isEqualTo(400);
    assertThat(unreasoned.body()).contains("reason is missing");
  }

  @Test
  void latestIsTheHighestBeforeTheOneThatHasToWait() throws IOException, InterruptedException {
    Library.npm.put(
        upstream, Map.of("1.0.0", old, "1.1.0-rc.1", old, "1.2.0", young, "0.9.0", old));
    server.policy(waiting());
    var index = get("npm-all", Library.npm, "left").body();
    assertThat(index)
        .contains("\"dist-tags\":{\"latest\":\"1.0.0\"}", "1.1.0-rc.1")
        .doesNotContain("1.2.0", young.toString());
  }

  @Test
  void aFileThatCameToAnOldVersionLatelyWaitsToo() throws IOException, InterruptedException {
    Library.pypi.put(upstream, versions);
    var page = get("pypi-all", Library.pypi, "simple/left/");
    assertThat(page.body()).contains("left-1.0.0.tar.gz");
    upstream.has(
        "/simple/right/",
        "application/vnd.pypi.simple.v1+json",
        """
        {"meta": {"api-version": "1.1"}, "name": "right", "files": [
          {"filename": "right-1.0.tar.gz", "url": "a", "hashes": {}, "upload-time": "%s"},
          {"filename": "right-1.0-py3-none-any.whl", "url": "b", "hashes": {}, "upload-time": "%s"}]}
        """
            .formatted(old, young));
    server.policy(waiting());
    assertThat(get("pypi-all", Library.pypi, "simple/right/").body())
        .contains("right-1.0.tar.gz")
        .doesNotContain("right-1.0-py3");
    assertThat(
            get("pypi-all", Library.pypi, "files/right/1.0/right-1.0-py3-none-any.whl")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void aGroupsBlockCountsMoreThanWhatThePackageAllows() throws IOException, InterruptedException {
    Library.npm.put(upstream, versions);
    var block = new Restriction(Mode.BLOCK, Set.of());
    var pattern = GroupPattern.parse("/npm//left$");
    server.policy(
        new DomainPolicy(
            new PackageGroups(Map.of(pattern, Map.of(Way.EXTERNAL_UPSTREAM, block))),
            ReleaseAge.NONE));
    assertThat(get("npm-all", Library.npm, "left").statusCode()).isEqualTo(404);
    assertThat(get("npm-all", Library.npm, Library.npm.file("1.0.0")).statusCode()).isEqualTo(404);
    assertThat(upstream.requests()).as("the name is told to nobody outside").isEmpty();
    server.policy(
        new DomainPolicy(
            new PackageGroups(
                Map.of(GroupPattern.parse("/generic/acme/*"), Map.of(Way.PUBLISH, block))),
            ReleaseAge.NONE));
    var published =
        send(
            HttpRequest.newBuilder(uri("npm-all", Format.generic, "acme/tool/1/a"))
                .PUT(BodyPublishers.ofString("x")));
    assertThat(published.statusCode()).isEqualTo(403);
    assertThat(published.body()).contains("package group /generic/acme/* does not allow PUBLISH");
  }

  @Test
  void whatOnlyLooksLikeAPackageOfAGroupIsNeitherPublishedNorPulled()
      throws IOException, InterruptedException {
    upstream.has("/my.package", "application/json", "{\"versions\": {\"1.0.0\": {}}}");
    server.policy(
        new DomainPolicy(
            new PackageGroups(Map.of(GroupPattern.parse("/npm//my-package$"), Map.of())),
            ReleaseAge.NONE));
    var pulled = get("npm-all", Library.npm, "my.package");
    assertThat(pulled.statusCode()).isEqualTo(403);
    assertThat(pulled.body()).contains("looks like a package of group /npm//my-package$");
    assertThat(get("npm-all", Library.npm, "my.package/-/my.package-1.0.0.tgz").statusCode())
        .isEqualTo(403);
    assertThat(upstream.requests()).isEmpty();
    var published =
        send(
            HttpRequest.newBuilder(uri("npm-all", Format.npm, "My_Package"))
                .PUT(
                    BodyPublishers.ofString(
                        """
                        {"_id": "My_Package", "name": "My_Package", "dist-tags": {"latest": "1.0.0"},
                         "versions": {"1.0.0": {"name": "My_Package", "version": "1.0.0", "dist": {}}},
                         "_attachments": {"My_Package-1.0.0.tgz": {"data": "eA==", "length": 1}}}
                        """)));
    assertThat(published.statusCode()).isIn(400, 403);
    assertThat(get("npm-all", Library.npm, "My_Package").statusCode()).isNotEqualTo(200);
  }
}

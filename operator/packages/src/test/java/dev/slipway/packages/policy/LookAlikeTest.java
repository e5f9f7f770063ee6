package dev.slipway.packages.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Api;
import dev.slipway.packages.Publication;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.model.group.PackageGroups;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.ReleaseAge;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names that are easily taken for one of the domain's own packages, in every format. */
final class LookAlikeTest {

  private static final String OWN = "cool-tool";
  private static final String LIKE = "coo1-tool";

  /** How a format publishes and is asked. */
  private enum Kind {
    npm("%1$s", "%1$s/-/%1$s-1.0.0.tgz", "/npm//%s"),
    pypi("simple/%1$s/", "files/%1$s/1.0.0/%1$s-1.0.0-py3-none-any.whl", "/pypi//%s"),
    maven("org/acme/%1$s/maven-metadata.xml", "org/acme/%1$s/1/%1$s-1.jar", "/maven/org.acme/%s"),
    cargo("co/ol/%1$s", "api/v1/crates/%1$s/1.0.0/download", "/cargo//%s"),
    nuget(
        "v3/registrations-semver2/%1$s/index.json",
        "v3/flat/%1$s/1.0.0/%1$s.1.0.0.nupkg", "/nuget//%s"),
    go("acme.test/%1$s/@v/list", "acme.test/%1$s/@v/v1.0.0.zip", "/go//acme.test/%s"),
    generic("acme/%1$s/", "acme/%1$s/1/file", "/generic/acme/%s");

    private final String index;
    private final String file;
    private final String name;

    Kind(String index, String file, String name) {
      this.index = index;
      this.file = file;
      this.name = name;
    }

    String index(String tool) {
      return index.formatted(tool).replace("co/ol/coo1", "co/o1/coo1");
    }

    String file(String tool) {
      return file.formatted(tool);
    }

    String name(String tool) {
      return name.formatted(tool);
    }

    String api(String repository, String tool) {
      var parts = name(tool).substring(1).split("/", 3);
      return "repositories/%s/packages/%s/%s/%s"
          .formatted(
              repository,
              parts[0],
              parts[1].isEmpty() ? "-" : parts[1],
              parts[2].replace("/", "%2F"));
    }

    HttpRequest publish(String url, String tool) {
      return switch (this) {
        case npm ->
            Publication.npm(url, tool, "1.0.0", Publication.tarball(tool, "1.0.0", "content"));
        case pypi ->
            Publication.pypi(
                url,
                tool,
                "1.0.0",
                tool.replace('-', '_') + "-1.0.0-py3-none-any.whl",
                Publication.wheel(tool.replace('-', '_'), "1.0.0", "content"));
        case cargo ->
            Publication.cargo(url, tool, "1.0.0", Publication.crate(tool, "1.0.0", "content"));
        case go ->
            Publication.put(
                url + file(tool), Publication.module("acme.test/" + tool, "v1.0.0", "content"));
        case maven, generic -> Publication.put(url + file(tool), "PK content".getBytes(UTF_8));
        case nuget -> throw new IllegalStateException("see NuGetPushTest");
      };
    }
  }

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private ScriptedUpstream upstream;
  private TestServer server;
  private Api api;

  @BeforeEach
  void start() throws IOException {
    upstream = new ScriptedUpstream();
    server = new TestServer(folder).hosted("own").hosted("far");
    for (var kind : Kind.values()) {
      if (kind != Kind.generic) {
        server
            .remote(kind + "-outside", Format.valueOf(kind.name()), upstream.url())
            .hosted(kind + "-all", "own", kind + "-outside");
      }
    }
    server.hosted("generic-all", "own");
    api = new Api(server.address(), "writer");
  }

  @AfterEach
  void stop() {
    api.close();
    client.close();
    server.close();
    upstream.close();
  }

  private HttpResponse<String> publish(Kind kind, String repository, String tool)
      throws IOException, InterruptedException {
    return client.send(
        kind.publish(server.url(repository, kind.name()), tool), BodyHandlers.ofString(UTF_8));
  }

  /** NuGet's own client is tested elsewhere; a name is as good when it is reserved. */
  private void own(Kind kind) throws IOException, InterruptedException {
    if (kind == Kind.nuget) {
      origin(kind, "own", OWN, "ALLOW", "BLOCK");
    } else {
      assertThat(publish(kind, "own", OWN).statusCode()).isLessThan(300);
    }
  }

  private void origin(Kind kind, String repository, String tool, String publish, String up) {
    assertThat(
            api.send(
                    "PUT",
                    "/api/v1/" + kind.api(repository, tool) + "/origin",
                    "{\"restrictions\": {\"publish\": \"%s\", \"upstream\": \"%s\"}}"
                        .formatted(publish, up))
                .status())
        .isEqualTo(200);
  }

  private Api.Answer get(Kind kind, String repository, String path) {
    return api.send("GET", "/repositories/" + repository + "/" + kind + "/" + path, null);
  }

  private void refused(Kind kind, String path) {
    var answer = get(kind, kind + "-all", path);
    assertThat(answer.status()).as(path + answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("looks like");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void itIsNotTakenFromOutsideAndNobodyThereHearsOfIt(Kind kind)
      throws IOException, InterruptedException {
    own(kind);
    refused(kind, kind.file(LIKE));
    if (kind != Kind.generic) {
      refused(kind, kind.index(LIKE));
    }
    assertThat(upstream.requests()).noneMatch(r -> r.path().contains("coo1"));
    assertThat(get(kind, kind + "-all", kind.file(LIKE)).body())
        .contains(kind.name(OWN), "origin configuration", kind.name(LIKE) + "$");
  }

  @Test
  void aSearchShowsNeitherItNorAnotherOfTheSameName() throws IOException, InterruptedException {
    own(Kind.npm);
    upstream.has(
        "/-/v1/search",
        "application/json",
        """
        {"total": 3, "objects": [{"package": {"name": "cool-tool", "version": "99.0.0"}},
          {"package": {"name": "coo1-tool", "version": "1.0.0"}},
          {"package": {"name": "cold-tool", "version": "2.0.0"}}]}
        """);
    assertThat(get(Kind.npm, "npm-all", "-/v1/search?text=tool").body())
        .contains("cold-tool", "\"cool-tool\"")
        .doesNotContain("99.0.0", "coo1");
  }

  @ParameterizedTest
  @EnumSource(names = "nuget", mode = EnumSource.Mode.EXCLUDE)
  void itIsNotPublishedInAnyRepository(Kind kind) throws IOException, InterruptedException {
    own(kind);
    for (var repository : new String[] {"own", "far"}) {
      var answer = publish(kind, repository, LIKE);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
      assertThat(answer.body()).contains("looks like");
      assertThat(answer.body().contains(kind.name(OWN)))
          .as("the name of a package in another repository is not told")
          .isEqualTo(repository.equals("own"));
    }
    assertThat(publish(kind, "own", OWN).statusCode()).as("again").isLessThan(300);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aGroupForExactlyThatNameIsAnException(Kind kind) throws IOException, InterruptedException {
    own(kind);
    server.policy(
        new DomainPolicy(
            new PackageGroups(Map.of(GroupPattern.parse(kind.name(LIKE) + "$"), Map.of())),
            ReleaseAge.NONE));
    excepted(kind);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void soIsItsOriginConfigurationThatIsSetByHand(Kind kind)
      throws IOException, InterruptedException {
    own(kind);
    origin(kind, kind + "-all", LIKE, "ALLOW", "ALLOW");
    excepted(kind);
  }

  private void excepted(Kind kind) throws IOException, InterruptedException {
    assertThat(get(kind, kind + "-all", kind.file(LIKE)).status())
        .as("nobody has it, or the upstream is no repository of its format")
        .isIn(404, 503);
    if (kind == Kind.nuget) {
      assertThat(upstream.requests()).isNotEmpty();
      return;
    }
    if (kind != Kind.generic) {
      assertThat(upstream.requests()).isNotEmpty();
    }
    assertThat(publish(kind, kind + "-all", LIKE).statusCode()).isLessThan(300);
  }

  @Test
  void whatWasThereFirstStays() throws IOException, InterruptedException {
    upstream.has("/org/acme/coo1-tool/1/coo1-tool-1.jar", "application/java-archive", "PK outside");
    var file = Kind.maven.file(LIKE);
    assertThat(get(Kind.maven, "maven-all", file).body()).isEqualTo("PK outside");
    own(Kind.maven);
    assertThat(get(Kind.maven, "maven-all", file).body()).isEqualTo("PK outside");
    upstream.has("/org/acme/coo1-tool/1/coo1-tool-1.pom", "text/xml", "<project/>");
    assertThat(get(Kind.maven, "maven-all", file.replace(".jar", ".pom")).status()).isEqualTo(200);
  }

  @Test
  void whatIsDeletedProtectsNothingAndWhatComesBackDoes() throws IOException, InterruptedException {
    own(Kind.npm);
    refused(Kind.npm, LIKE);
    assertThat(api.send("DELETE", "/api/v1/" + Kind.npm.api("own", OWN), null).status())
        .isEqualTo(200);
    assertThat(get(Kind.npm, "npm-all", LIKE).status()).isEqualTo(404);
    own(Kind.npm);
    refused(Kind.npm, LIKE);
    api.close();
    server.close();
    upstream.close();
    start();
    refused(Kind.npm, LIKE);
  }

  @Test
  void aPackageFromOutsideHasNoNameOfItsOwn() throws IOException, InterruptedException {
    upstream.has("/org/acme/cool-tool/1/cool-tool-1.jar", "application/java-archive", "PK outside");
    get(Kind.maven, "maven-all", Kind.maven.file(OWN));
    assertThat(get(Kind.maven, "maven-all", Kind.maven.file(LIKE)).status()).isEqualTo(404);
    assertThat(upstream.requests()).anyMatch(r -> r.path().contains("coo1"));
    assertThat(publish(Kind.maven, "far", LIKE).statusCode()).isLessThan(300);
  }
}

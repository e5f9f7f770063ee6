package dev.slipway.packages.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.packages.Api;
import dev.slipway.packages.TestDomain;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.npm.NpmArchive;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API over HTTP. */
final class ApiTest {

  private static final String TOOL = "repositories/libs/packages/generic/org/tool";

  @RegisterExtension
  final TestDomain domain =
      new TestDomain((server, _) -> server.hosted("libs").hosted("prod").open("public"));

  private Api api;

  @BeforeEach
  void start() {
    api = domain.api();
  }

  private static List<String> texts(JsonNode list, String field) {
    return list.findValuesAsText(field);
  }

  @Test
  void packagesAreListedByPagesAndFiltered() throws IOException {
    for (var name : List.of("a", "b", "c", "cc")) {
      api.put("libs/org/" + name + "/1/x", "x");
    }
    api.put("libs/other/a/1/x", "x");
    NpmArchive.publish(api, "libs", "@acme/demo", "1.0.0", "");
    var path = "repositories/libs/packages";
    var seen = new ArrayList<String>();
    var after = "";
    int pages = 0;
    do {
      var page = api.get(path + "?max=2&after=" + after.replace("@", "%40"));
      page.at("/packages")
          .forEach(p -> seen.add(p.at("/namespace").asText() + "/" + p.at("/package").asText()));
      after = page.at("/nextToken").asText();
      pages++;
    } while (!after.isEmpty());
    assertThat(pages).isEqualTo(3);
    assertThat(seen).containsExactly("acme/demo", "org/a", "org/b", "org/c", "org/cc", "other/a");
    assertThat(texts(api.get(path + "?format=npm").at("/packages"), "package"))
        .containsExactly("demo");
    assertThat(texts(api.get(path + "?namespace=org&prefix=c").at("/packages"), "package"))
        .containsExactly("c", "cc");
    assertThat(api.get(path + "?format=generic&max=5").at("/nextToken").isMissingNode()).isTrue();
    assertThat(api.get(path + "?format=rpm").status()).isEqualTo(400);
    assertThat(api.get(path + "?max=0").status()).isEqualTo(400);
    assertThat(api.get(path + "?after=x").status()).isEqualTo(400);
  }

  /** Whoever deletes page by page must not begin anew with each. */
  @ParameterizedTest
  @ValueSource(strings = {"", "&sortBy=PUBLISHED_TIME", "&status=Published"})
  void aPageGoesOnWhereTheOneBeforeEndedAlsoWhenThatIsGone(String query) {
    for (int i = 1; i <= 5; i++) {
      api.put("libs/org/tool/" + i + "/x", "x");
    }
    var seen = new ArrayList<String>();
    var after = "";
    boolean hides = query.contains("status");
    do {
      var page = api.get(TOOL + "/versions?max=2&after=" + after + query);
      var versions = texts(page.at("/versions"), "version");
      seen.addAll(versions);
      after = page.at("/nextToken").asText();
      api.post(
          TOOL + "/versions:" + (hides ? "status" : "delete"),
          "{\"versions\": [\"%s\"]%s}"
              .formatted(versions.getLast(), hides ? ", \"targetStatus\": \"Archived\"" : ""));
    } while (!after.isEmpty() && seen.size() < 10);
    assertThat(seen).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
  }

  @Test
  void aVersionIsDescribedWithItsAssetsDependenciesAndReadme() throws IOException {
    NpmArchive.publish(
        api,
        "libs",
        "@acme/demo",
        "1.0.0",
        """
        , "description": "A demo", "license": "MIT", "homepage": "https://demo.example.com",
        "repository": {"type": "git", "url": "https://git.example.com/demo"},
        "dependencies": {"ms": "^2.1.0", "maybe": "1"}, "optionalDependencies": {"maybe": "1"},
        "devDependencies": {"old": "npm:@acme/real@^1.0.0"}, "peerDependencies": {"react": "*"}
        """);
    var path = "repositories/libs/packages/npm/acme/demo";
    var described = api.get(path);
    assertThat(described.at("/package/name").asText()).isEqualTo("demo");
    assertThat(described.at("/package/tags/latest").asText()).isEqualTo("1.0.0");
    var versions = api.get(path + "/versions");
    assertThat(versions.at("/defaultDisplayVersion").asText()).isEqualTo("1.0.0");
    var version = api.get(path + "/versions/1.0.0").at("/packageVersion");
    assertThat(version.at("/displayName").asText()).isEqualTo("@acme/demo");
    assertThat(version.at("/summary").asText()).isEqualTo("A demo");
    assertThat(version.at("/homePage").asText()).isEqualTo("https://demo.example.com");
    assertThat(version.at("/sourceCodeRepository").asText())
        .isEqualTo("https://git.example.com/demo");
    assertThat(version.at("/licenses/0/name").asText()).isEqualTo("MIT");
    assertThat(version.at("/origin/originType").asText()).isEqualTo("INTERNAL");
    assertThat(version.at("/origin/domainEntryPoint/repositoryName").asText()).isEqualTo("libs");
    var asset = api.get(path + "/versions/1.0.0/assets").at("/assets/0");
    assertThat(asset.at("/name").asText()).isEqualTo("demo-1.0.0.tgz");
    assertThat(asset.at("/hashes").fieldNames())
        .toIterable()
        .containsExactly("MD5", "SHA-1", "SHA-256", "SHA-512");
    var bytes = path + "/versions/1.0.0/assets/demo-1.0.0.tgz?revision=";
    assertThat(api.get(bytes + version.at("/revision").asText()).status()).isEqualTo(200);
    assertThat(api.get(bytes + "another").status()).isEqualTo(409);
    assertThat(api.get(path + "/versions/1.0.0/dependencies").at("/dependencies").toString())
        .isEqualTo(
            """
            [{"namespace":"","package":"ms","dependencyType":"regular",\
            "versionRequirement":"^2.1.0"},\
            {"namespace":"acme","package":"real","dependencyType":"dev",\
            "versionRequirement":"npm:@acme/real@^1.0.0"},\
            {"namespace":"","package":"maybe","dependencyType":"optional",\
            "versionRequirement":"1"},\
            {"namespace":"","package":"react","dependencyType":"peer",\
            "versionRequirement":"*"}]\
            """);
    assertThat(api.get(path + "/versions/1.0.0/readme").at("/readme").asText())
        .isEqualTo("# demo\n");
    assertThat(api.get(path + "/versions/2.0.0").status()).isEqualTo(404);
    assertThat(
            api.get("repositories/libs/packages/npm/-/ms/dependents").at("/dependents").toString())
        .isEqualTo(
            """
            [{"format":"npm","namespace":"acme","package":"demo","version":"1.0.0",\
            "status":"Published","dependencyType":"regular","versionRequirement":"^2.1.0"}]\
            """);
  }

  @Test
  void whatAPomSaysIsKnownAlsoOfWhatCameFromOutside() throws IOException {
    var pom =
        """
        <project><modelVersion>4.0.0</modelVersion><groupId>com.example</groupId>
        <artifactId>lib</artifactId><version>1.0</version><name>Lib</name>
        <licenses><license><name>Apache-2.0</name></license></licenses>
        <dependencies><dependency><groupId>${project.groupId}</groupId><artifactId>core</artifactId>
        <version>${project.version}</version></dependency><dependency><groupId>org.x</groupId>
        <artifactId>t</artifactId><version>2</version><scope>test</scope></dependency>
        </dependencies></project>
        """;
    try (var upstream =
        new ScriptedUpstream().has("/com/example/lib/1.0/lib-1.0.pom", "text/xml", pom)) {
      domain.server().remote("central", Format.maven, upstream.url());
      api.send("GET", "/repositories/central/maven/com/example/lib/1.0/lib-1.0.pom", null);
    }
    var path = "repositories/central/packages/maven/com.example/lib/versions/1.0";
    assertThat(api.get(path).at("/packageVersion/displayName").asText()).isEqualTo("Lib");
    assertThat(api.get(path + "/dependencies").at("/dependencies").toString())
        .isEqualTo(
            """
            [{"namespace":"com.example","package":"core","dependencyType":"compile",\
            "versionRequirement":"1.0"},\
            {"namespace":"org.x","package":"t","dependencyType":"test","versionRequirement":"2"}]\
            """);
    assertThat(api.get(path + "/readme").status()).isEqualTo(404);
  }

  @Test
  void anonymousReadIsForPackageManagersOnly() {
    assertThat(api.as("").get("repositories/public/packages").status()).isEqualTo(401);
    assertThat(api.get("repositories/public/packages").status()).isEqualTo(200);
    assertThat(texts(api.get("repositories").at("/repositories"), "name"))
        .containsExactly("libs", "prod", "public");
    assertThat(api.as("may:update").get("repositories").at("/repositories")).isEmpty();
  }

  @Test
  void namesWithSlashesAndOtherFormsOfANameAreUnderstood() {
    var reserved = "{\"restrictions\": {\"publish\": \"ALLOW\", \"upstream\": \"BLOCK\"}}";
    var go = "/api/v1/repositories/libs/packages/go/-/example.com%2Fteam%2Fmod/origin";
    assertThat(api.send("PUT", go, reserved).status()).isEqualTo(200);
    api.send("PUT", "/api/v1/repositories/libs/packages/pypi/-/My_Package/origin", reserved);
    var list = api.get("repositories/libs/packages").at("/packages");
    assertThat(texts(list, "package")).containsExactly("my-package", "example.com/team/mod");
    assertThat(list.at("/0/originConfiguration/setByHand").asBoolean()).isTrue();
    assertThat(
            api.send("DELETE", "/api/v1/repositories/libs/packages/pypi/-/my.package", null)
                .at("/deletedPackage/package")
                .asText())
        .isEqualTo("my-package");
  }

  @Test
  void deletingAPackageForgetsItsOriginConfiguration() {
    api.put("libs/org/tool/1/a", "one");
    assertThat(api.send("DELETE", "/api/v1/" + TOOL, null).status()).isEqualTo(200);
    assertThat(api.get(TOOL).status()).isEqualTo(404);
    assertThat(api.get(TOOL + "/origin").at("/originConfiguration/restrictions/upstream").asText())
        .isEqualTo("ALLOW");
    assertThat(api.send("DELETE", "/api/v1/" + TOOL, null).status()).isEqualTo(404);
  }

  @Test
  void whatIsCopiedMayComeFromUpstreamsOfTheSource() {
    domain.server().hosted("view", "libs");
    api.put("libs/org/tool/1/a", "one");
    var body = "{\"sourceRepository\": \"view\", \"versions\": [\"1\"]%s}";
    var path = "repositories/prod/packages/generic/org/tool/versions:copy";
    assertThat(api.post(path, body.formatted("")).status()).isEqualTo(409);
    assertThat(api.post(path, body.formatted(", \"includeFromUpstream\": true")).status())
        .isEqualTo(200);
    assertThat(api.send("GET", "/repositories/prod/generic/org/tool/1/a", null).body())
        .isEqualTo("one");
  }

  @Test
  void manyWhoCopyAtOnceMakeOneEvent() throws Exception {
    api.put("libs/org/tool/1/a", "one");
    var body = "{\"sourceRepository\": \"libs\", \"versions\": [\"1\"]}";
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var copies = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < 20; i++) {
        copies.add(
            () ->
                api.post("repositories/prod/packages/generic/org/tool/versions:copy", body)
                    .status());
      }
      for (var copy : threads.invokeAll(copies)) {
        assertThat(copy.get()).isEqualTo(200);
      }
    }
    api.put("libs/org/tool/2/a", "two");
    assertThat(api.events(3).getLast().at("/detail/packageVersion").asText()).isEqualTo("2");
  }
}

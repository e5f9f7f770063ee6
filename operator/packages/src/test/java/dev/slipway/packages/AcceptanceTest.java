package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.npm.NpmArchive;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CodeArtifact's rules, one test each, as a client of the formats and of the API sees them. */
final class AcceptanceTest {

  private static final String JAR = "/com/example/lib/1.0/lib-1.0.jar";

  @RegisterExtension
  final TestDomain domain =
      new TestDomain(
          (server, outside) ->
              server
                  .hosted("libs")
                  .hosted("prod")
                  .remote("c", Format.maven, outside)
                  .hosted("b", "c")
                  .hosted("a", "b"));

  private final ScriptedUpstream upstream = domain.upstream();
  private Api api;

  @BeforeEach
  void start() {
    api = domain.api();
    upstream.has(JAR, "application/java-archive", "jar");
  }

  private static String generic(String repository, String name) {
    return "repositories/" + repository + "/packages/generic/org/" + name;
  }

  private static String lib(String repository) {
    return "repositories/" + repository + "/packages/maven/com.example/lib";
  }

  private Api.Answer maven(String method, String repository, String path, String body) {
    return api.send(method, "/repositories/" + repository + "/maven" + path, body);
  }

  private String restriction(String path) {
    var restrictions = api.get(path + "/origin").at("/originConfiguration/restrictions");
    return restrictions.at("/publish").asText() + "/" + restrictions.at("/upstream").asText();
  }

  @Test
  void line1PullingThroughAChainKeepsTheVersionAtBothItsEndsOnly() {
    assertThat(maven("GET", "a", JAR, null).body()).isEqualTo("jar");
    assertThat(api.get(lib("a") + "/versions/1.0").status()).isEqualTo(200);
    assertThat(api.get(lib("b") + "/versions/1.0").status()).isEqualTo(404);
    var origin = api.get(lib("c") + "/versions/1.0").at("/packageVersion/origin");
    assertThat(origin.at("/originType").asText()).isEqualTo("EXTERNAL");
    assertThat(origin.at("/domainEntryPoint/externalConnectionName").asText()).isEqualTo("c");
  }

  @Test
  void line2DeletingFromTheEndOfAChainLeavesItsBeginningServing() {
    maven("GET", "a", JAR, null);
    upstream.gone(JAR);
    assertThat(
            api.post(lib("c") + "/versions:delete", "{\"versions\": [\"1.0\"]}")
                .at("/successfulVersions/1.0/status")
                .asText())
        .isEqualTo("Deleted");
    assertThat(maven("GET", "c", JAR, null).status()).isEqualTo(404);
    assertThat(maven("GET", "a", JAR, null).body()).isEqualTo("jar");
  }

  @Test
  void line5TheFirstVersionSetsTheOriginControlsAndWhatWasSetBeforeWins() {
    api.put("libs/org/own/1/a", "one");
    assertThat(restriction(generic("libs", "own"))).isEqualTo("ALLOW/BLOCK");
    maven("GET", "a", JAR, null);
    assertThat(restriction(lib("a"))).isEqualTo("BLOCK/ALLOW");
    assertThat(restriction(lib("c"))).isEqualTo("BLOCK/ALLOW");
    var reserved = "{\"restrictions\": {\"publish\": \"%s\", \"upstream\": \"%s\"}}";
    assertThat(
            api.send(
                    "PUT",
                    "/api/v1/" + generic("libs", "never") + "/origin",
                    reserved.formatted("BLOCK", "BLOCK"))
                .status())
        .isEqualTo(200);
    assertThat(api.put("libs/org/never/1/a", "one")).isEqualTo(403);
    api.send(
        "PUT",
        "/api/v1/" + generic("libs", "mixed") + "/origin",
        reserved.formatted("ALLOW", "ALLOW"));
    assertThat(api.put("libs/org/mixed/1/a", "one")).isEqualTo(201);
    assertThat(restriction(generic("libs", "mixed"))).isEqualTo("ALLOW/ALLOW");
  }

  private void make(String status) {
    api.put("libs/org/tool/1/a" + (status.equals("Unfinished") ? "?unfinished=true" : ""), "one");
    switch (status) {
      case "Unlisted", "Archived" ->
          api.post(
              generic("libs", "tool") + "/versions:status",
              "{\"versions\": [\"1\"], \"targetStatus\": \"" + status + "\"}");
      case "Disposed", "Deleted" ->
          api.post(
              generic("libs", "tool")
                  + "/versions:"
                  + (status.equals("Deleted") ? "delete" : "dispose"),
              "{\"versions\": [\"1\"]}");
      default -> {}
    }
    var now = api.get(generic("libs", "tool") + "/versions/1");
    assertThat(now.at("/packageVersion/status").asText("Deleted")).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "Published, true, 200, 409, 200, 200",
    "Unfinished, false, 404, 201, 409, 200",
    "Unlisted, false, 200, 409, 200, 200",
    "Archived, false, 404, 409, 200, 200",
    "Disposed, false, 404, 409, 409, 200",
    "Deleted, false, 404, 201, 409, 409",
  })
  void line7WhatMayBeDoneInEachStatus(
      String status, boolean listed, int download, int publish, int copy, int delete) {
    make(status);
    var files = "/repositories/libs/generic/org/tool/";
    assertThat(api.send("GET", files, null).body().contains("\"1\"")).isEqualTo(listed);
    assertThat(api.send("GET", files + "1/a", null).status()).isEqualTo(download);
    assertThat(
            api.post(
                    generic("prod", "tool") + "/versions:copy",
                    "{\"sourceRepository\": \"libs\", \"versions\": [\"1\"]}")
                .status())
        .isEqualTo(copy);
    assertThat(api.put("libs/org/tool/1/b", "two")).isEqualTo(publish);
    if (!status.equals("Deleted")) {
      assertThat(
              api.post(generic("libs", "tool") + "/versions:delete", "{\"versions\": [\"1\"]}")
                  .status())
          .isEqualTo(delete);
    }
    assertThat(
            api.post(generic("libs", "none") + "/versions:delete", "{\"versions\": [\"1\"]}")
                .at("/failedVersions/1/errorCode")
                .asText())
        .isEqualTo("NOT_FOUND");
  }

  @Test
  void line8TheSameBytesSucceedAndOthersAreAConflictThatStoresNothing() {
    assertThat(api.put("libs/org/tool/1/a", "one")).isEqualTo(201);
    var before = api.get(generic("libs", "tool") + "/versions/1").body();
    assertThat(api.put("libs/org/tool/1/a", "one")).isEqualTo(200);
    assertThat(api.put("libs/org/tool/1/a", "two")).isEqualTo(409);
    assertThat(api.get(generic("libs", "tool") + "/versions/1").body()).isEqualTo(before);
  }

  @Test
  void line9AStatusChangeWithAnotherRevisionTouchesNothing() {
    api.put("libs/org/tool/1/a", "one");
    api.put("libs/org/tool/2/a", "two");
    var revision =
        api.get(generic("libs", "tool") + "/versions/2").at("/packageVersion/revision").asText();
    var answer =
        api.post(
            generic("libs", "tool") + "/versions:status",
            """
            {"versionRevisions": {"1": "other", "2": "%s"}, "targetStatus": "Archived"}
            """
                .formatted(revision));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.type()).isEqualTo("application/problem+json");
    assertThat(answer.at("/failedVersions/1/errorCode").asText()).isEqualTo("MISMATCHED_REVISION");
    assertThat(answer.at("/failedVersions/2/errorCode").asText()).isEqualTo("SKIPPED");
    assertThat(answer.at("/successfulVersions")).isEmpty();
    assertThat(api.get(generic("libs", "tool") + "/versions?status=Published").at("/versions"))
        .hasSize(2);
  }

  @Test
  void line10CopyingTwiceLeavesTheRevisionAndTellsOnce() {
    api.put("libs/org/tool/1/a", "one");
    var copy = "{\"sourceRepository\": \"libs\", \"versions\": [\"1\"]}";
    var first = api.post(generic("prod", "tool") + "/versions:copy", copy);
    assertThat(api.events(2)).hasSize(2);
    var second = api.post(generic("prod", "tool") + "/versions:copy", copy);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(first.at("/successfulVersions/1/revision").asText())
        .isEqualTo(
            api.get(generic("libs", "tool") + "/versions/1")
                .at("/packageVersion/revision")
                .asText());
    // What is published afterwards is the very next event.
    api.put("libs/org/tool/2/a", "two");
    var next = api.events(3);
    assertThat(next).hasSize(3);
    assertThat(next.get(2).at("/detail/packageVersion").asText()).isEqualTo("2");
  }

  private void deploySnapshot(int build) {
    var stamp = "20260101.00000" + build + "-" + build;
    var base = "/com/example/lib/2.0-SNAPSHOT/";
    assertThat(maven("PUT", "libs", base + "lib-2.0-" + stamp + ".jar", "jar " + build).status())
        .isEqualTo(201);
    var metadata =
        """
        <metadata modelVersion="1.1.0"><groupId>com.example</groupId><artifactId>lib</artifactId>
        <version>2.0-SNAPSHOT</version><versioning><snapshot><timestamp>20260101.00000%1$d</timestamp>
        <buildNumber>%1$d</buildNumber></snapshot><lastUpdated>2026010100000%1$d</lastUpdated>
        <snapshotVersions><snapshotVersion><extension>jar</extension><value>2.0-%2$s</value>
        <updated>2026010100000%1$d</updated></snapshotVersion></snapshotVersions></versioning>
        </metadata>
        """
            .formatted(build, stamp);
    assertThat(maven("PUT", "libs", base + "maven-metadata.xml", metadata).status()).isEqualTo(201);
  }

  @Test
  void line11TwoBuildsOfASnapshotAreUnlistedAndTheirSnapshotIsPublished() {
    deploySnapshot(1);
    deploySnapshot(2);
    var unlisted = api.get(lib("libs") + "/versions?status=Unlisted").at("/versions");
    assertThat(unlisted.findValuesAsText("version"))
        .containsExactly("2.0-20260101.000001-1", "2.0-20260101.000002-2");
    var published = api.get(lib("libs") + "/versions?status=Published").at("/versions");
    assertThat(published.findValuesAsText("version")).containsExactly("2.0-SNAPSHOT");
    assertThat(
            maven("GET", "libs", "/com/example/lib/2.0-SNAPSHOT/maven-metadata.xml", null).body())
        .contains("<buildNumber>2</buildNumber>");
  }

  @Test
  void line12AWrongChecksumIsRefusedAndTheVersionStaysUnfinished() {
    maven("PUT", "libs", JAR, "jar");
    assertThat(maven("PUT", "libs", JAR + ".sha1", "0".repeat(40)).status()).isEqualTo(400);
    assertThat(api.get(lib("libs") + "/versions/1.0").at("/packageVersion/status").asText())
        .isEqualTo(VersionStatus.Unfinished.name());
  }

  @Test
  void line16AnUnlistedNpmVersionIsNotInTheDocumentAndCanBeHad() throws IOException {
    var manifest = "{\"name\": \"demo\", \"version\": \"1.0.0\"}";
    assertThat(
            api.send(
                    "PUT",
                    "/repositories/libs/npm/demo",
                    NpmArchive.publication("demo", "1.0.0", manifest, "# demo\n"))
                .status())
        .isEqualTo(201);
    var second = manifest.replace("1.0.0", "1.1.0");
    api.send(
        "PUT",
        "/repositories/libs/npm/demo",
        NpmArchive.publication("demo", "1.1.0", second, "# demo\n"));
    api.post(
        "repositories/libs/packages/npm/-/demo/versions:status",
        "{\"versions\": [\"1.1.0\"], \"targetStatus\": \"Unlisted\"}");
    var document = api.send("GET", "/repositories/libs/npm/demo", null);
    assertThat(document.at("/versions").fieldNames()).toIterable().containsExactly("1.0.0");
    assertThat(document.at("/dist-tags/latest").asText()).isEqualTo("1.0.0");
    assertThat(api.send("GET", "/repositories/libs/npm/demo/-/demo-1.1.0.tgz", null).status())
        .isEqualTo(200);
  }

  @Test
  void line17WhatIsDisposedIsServedToNobodyExceptWhereItIsKeptElsewhere() {
    api.put("libs/org/tool/1/a", "one");
    api.put("libs/org/other/1/a", "one");
    api.post(
        generic("prod", "tool") + "/versions:copy",
        "{\"sourceRepository\": \"libs\", \"versions\": [\"1\"]}");
    api.post(generic("libs", "tool") + "/versions:dispose", "{\"versions\": [\"1\"]}");
    assertThat(api.send("GET", "/repositories/libs/generic/org/tool/1/a", null).status())
        .isEqualTo(404);
    assertThat(api.get(generic("libs", "tool") + "/versions/1/assets").at("/assets")).isEmpty();
    assertThat(api.send("GET", "/repositories/prod/generic/org/tool/1/a", null).body())
        .isEqualTo("one");
    assertThat(api.send("GET", "/repositories/libs/generic/org/other/1/a", null).body())
        .isEqualTo("one");
    assertThat(domain.blob("one")).exists();
  }
}

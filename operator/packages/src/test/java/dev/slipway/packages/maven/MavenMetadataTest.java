package dev.slipway.packages.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.artifact.repository.metadata.Metadata;
import org.apache.maven.artifact.repository.metadata.SnapshotVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MavenMetadataTest {

  private static final Instant TIME = Instant.parse("2026-11-23T03:14:59Z");

  private static Metadata artifact(String... versions) {
    return MavenMetadata.ofArtifact("com.example", "lib", List.of(versions), TIME);
  }

  private static Metadata snapshot(String... files) {
    return MavenMetadata.ofSnapshot(
        "com.example",
        "lib",
        "1-SNAPSHOT",
        Stream.of(files)
            .map(f -> MavenPaths.snapshotFile("lib", "1-SNAPSHOT", f).orElseThrow())
            .toList());
  }

  private static List<String> kinds(Metadata metadata) {
    return metadata.getVersioning().getSnapshotVersions().stream()
        .map(
            (SnapshotVersion v) ->
                v.getClassifier() + "." + v.getExtension() + "=" + v.getVersion())
        .toList();
  }

  @Test
  void versionsStandInMavensOrder() {
    var versioning = artifact("1.10", "1.9", "1.10-rc1", "2-SNAPSHOT", "1.9").getVersioning();
    assertThat(versioning.getVersions()).containsExactly("1.9", "1.10-rc1", "1.10", "2-SNAPSHOT");
    assertThat(versioning.getLatest()).isEqualTo("2-SNAPSHOT");
    assertThat(versioning.getRelease()).isEqualTo("1.10");
    assertThat(versioning.getLastUpdated()).isEqualTo("20261123031459");
  }

  @Test
  void whatIsWrittenIsRead() {
    var metadata = artifact("1.0", "1.1");
    var read = MavenMetadata.parse(MavenMetadata.write(metadata)).orElseThrow();
    assertThat(read.getArtifactId()).isEqualTo("lib");
    assertThat(read.getVersioning().getVersions()).containsExactly("1.0", "1.1");
  }

  @Test
  void theNewestFileOfEachKindIsTheSnapshot() {
    var metadata =
        snapshot(
            "lib-1-20261123.031459-1.jar",
            "lib-1-20261123.031459-1-sources.jar",
            "lib-1-20261124.010101-2.jar",
            "lib-1-20261124.010101-10.pom",
            "lib-1-20261124.010101-9.pom");
    assertThat(kinds(metadata))
        .containsExactly(
            ".jar=1-20261124.010101-2",
            ".pom=1-20261124.010101-10",
            "sources.jar=1-20261123.031459-1");
    assertThat(metadata.getVersioning().getSnapshot().getBuildNumber()).isEqualTo(10);
    assertThat(metadata.getVersioning().getSnapshot().getTimestamp()).isEqualTo("20261124.010101");
  }

  @Test
  void severalRepositoriesAreOneDocument() {
    var merged = MavenMetadata.merge(List.of(artifact("2.0", "1.0"), artifact("1.5", "1.0")));
    assertThat(merged.getVersioning().getVersions()).containsExactly("1.0", "1.5", "2.0");
    assertThat(merged.getVersioning().getRelease()).isEqualTo("2.0");
    assertThat(merged.getGroupId()).isEqualTo("com.example");
    var snapshots =
        MavenMetadata.merge(
            List.of(
                snapshot("lib-1-20261124.010101-2.jar", "lib-1-20261123.000000-1.pom"),
                snapshot("lib-1-20261123.000000-1.jar", "lib-1-20261125.000000-3.pom")));
    assertThat(kinds(snapshots))
        .containsExactly(".jar=1-20261124.010101-2", ".pom=1-20261125.000000-3");
    assertThat(snapshots.getVersioning().getSnapshot().getBuildNumber()).isEqualTo(3);
  }

  @Test
  void pluginsOfAllRepositoriesAreKnownByTheirFirstPrefix() {
    var one = MavenMetadata.parse(plugin("hello", "hello-maven-plugin")).orElseThrow();
    var two = MavenMetadata.parse(plugin("hello", "other-maven-plugin")).orElseThrow();
    var three = MavenMetadata.parse(plugin("bye", "bye-maven-plugin")).orElseThrow();
    assertThat(MavenMetadata.merge(List.of(one, two, three)).getPlugins())
        .extracting(p -> p.getPrefix() + " " + p.getArtifactId())
        .containsExactly("bye bye-maven-plugin", "hello hello-maven-plugin");
  }

  private static byte[] plugin(String prefix, String artifact) {
    return """
    <metadata><plugins><plugin><prefix>%s</prefix><artifactId>%s</artifactId></plugin></plugins></metadata>
    """
        .formatted(prefix, artifact)
        .getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html><body>busy</body></html>",
        "<metadata><versioning>",
        "<!DOCTYPE m [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><metadata><groupId>&e;</groupId></metadata>",
      })
  void whatIsNoMetadataIsNothing(String text) {
    var parsed = MavenMetadata.parse(text.getBytes(StandardCharsets.UTF_8));
    assertThat(parsed).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "lib-1-20261123.031459-7.jar, '1 20261123.031459 7  jar'",
    "lib-1-20261123.031459-7-sources.jar, '1 20261123.031459 7 sources jar'",
    "lib-1-20261123.031459-7-a-b.tar.gz, '1 20261123.031459 7 a-b tar.gz'",
    "lib-1-SNAPSHOT.jar,",
    "other-1-20261123.031459-7.jar,",
    "lib-1-20261123.031459-.jar,",
  })
  void filesOfASnapshot(String file, String parts) {
    assertThat(
            MavenPaths.snapshotFile("lib", "1-SNAPSHOT", file)
                .map(
                    f ->
                        String.join(
                            " ",
                            f.base(),
                            f.timestamp(),
                            "" + f.build(),
                            f.classifier(),
                            f.extension())))
        .isEqualTo(Optional.ofNullable(parts));
  }
}

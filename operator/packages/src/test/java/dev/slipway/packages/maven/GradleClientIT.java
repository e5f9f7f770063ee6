package dev.slipway.packages.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.upstream.MavenUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real Gradle 4.4, as Debian has it: it resolves releases, ranges and snapshots. Debian's has no
 * transport to publish by.
 */
final class GradleClientIT {

  /** It says which versions are whole. */
  private static final String METADATA =
      "<metadata><versioning><versions><version>1.0</version><version>1.1</version></versions></versioning></metadata>";

  @TempDir Path folder;

  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        new Shell(folder, Map.of()).attempt(null, "sh", "-c", "command -v gradle").status() == 0,
        "there is no gradle on this machine: apt-get install gradle");
    server =
        TestServer.joining(
            folder.resolve("store"),
            "central",
            Format.maven,
            MavenUpstream.configured(new Shell(folder, Map.of())));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private String resolved(String token) throws IOException {
    var project = Files.createDirectories(folder.resolve("project"));
    Files.writeString(
        project.resolve("build.gradle"),
        """
        apply plugin: 'java'
        repositories {
          maven {
            url '%s'
            credentials { username 't'; password '%s' }
          }
        }
        dependencies {
          compile 'com.example:demo:[1.0,2)'
          compile 'com.example:demo-snapshot:1-SNAPSHOT'
          compile 'commons-io:commons-io:2.11.0'
        }
        task show { doLast { configurations.compile.each { println it.name + ' ' + it.length() } } }
        """
            .formatted(server.url("all", "maven"), token));
    return new Shell(project, Map.of())
        .attempt(
            null,
            "env",
            "-u",
            "JAVA_HOME",
            "gradle",
            "--no-daemon",
            "--refresh-dependencies",
            "-q",
            "-g",
            folder.resolve("home").toString(),
            "show")
        .output();
  }

  @Test
  void releasesRangesAndSnapshotsAreResolved() throws IOException {
    put("com/example/demo/1.0/demo-1.0.jar", "one");
    put("com/example/demo/1.0/demo-1.0.pom", pom("demo", "1.0"));
    put("com/example/demo/1.1/demo-1.1.jar", "four");
    put("com/example/demo/1.1/demo-1.1.pom", pom("demo", "1.1"));
    var snapshot = "com/example/demo-snapshot/1-SNAPSHOT/demo-snapshot-1-20261124.010101-1";
    put(snapshot + ".jar", "snapshot");
    put(snapshot + ".pom", pom("demo-snapshot", "1-SNAPSHOT"));
    put("com/example/demo-snapshot/1-SNAPSHOT/maven-metadata.xml", METADATA);
    put("com/example/demo/maven-metadata.xml", METADATA);
    assertThat(resolved("reader").lines())
        .contains("demo-1.1.jar 4", "demo-snapshot-1-SNAPSHOT.jar 8")
        .anyMatch(l -> l.startsWith("commons-io-2.11.0.jar "));
    assertThat(resolved("stranger")).contains("401");
  }

  private static String pom(String artifact, String version) {
    return """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.example</groupId><artifactId>%s</artifactId><version>%s</version>
        </project>
        """
        .formatted(artifact, version);
  }

  private void put(String path, String content) throws IOException {
    var file = Files.writeString(folder.resolve("file"), content);
    new Shell(folder, Map.of())
        .run(
            "curl",
            "-sSf",
            "-H",
            "Authorization: Bearer writer",
            "-T",
            file.toString(),
            server.url("libs", "maven") + path);
  }
}

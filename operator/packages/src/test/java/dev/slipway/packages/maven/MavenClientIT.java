package dev.slipway.packages.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.MavenClients;
import dev.slipway.testkit.upstream.MavenUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real Maven 3.8, 3.9 and 4, which gets everything from the server: its plugins through a
 * repository that stands for the one that this machine's Maven is configured for, and what it
 * deployed itself.
 */
final class MavenClientIT {

  private static final String DEPLOY =
      "org.apache.maven.plugins:maven-deploy-plugin:3.1.4:deploy-file";
  private static final String COPY =
      "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

  private static final String WRITER = "writer";

  @TempDir static Path folder;

  private static TestServer server;
  private static Path settings;

  /** Of Maven 3.8, which the machine has, 3.9 and 4. */
  private static final List<String> VERSIONS =
      List.of(MavenClients.INSTALLED, "3.9.12", "4.0.0-rc-5");

  static List<String> versions() {
    return VERSIONS;
  }

  @BeforeAll
  static void start() throws IOException {
    server =
        TestServer.joining(
            folder.resolve("store"),
            "central",
            Format.maven,
            MavenUpstream.configured(new Shell(folder, Map.of())));
    settings = written();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** What a laptop has, according to the page of clients. */
  private static Path written() throws IOException {
    return Files.writeString(
        folder.resolve("settings.xml"),
        """
        <settings>
          <servers>
            <server><id>all</id><username>t</username><password>${env.TOKEN}</password></server>
            <server><id>libs</id><username>t</username><password>${env.TOKEN}</password></server>
          </servers>
          <mirrors><mirror><id>all</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>
        </settings>
        """
            .formatted(server.url("all", "maven")));
  }

  /** Runs Maven with a local repository of this name. */
  private static Shell.Result maven(
      String version, String token, String local, String... arguments) {
    var command = new ArrayList<String>();
    command.addAll(List.of(MavenClients.install(version), "-B", "-ntp", "-s", settings.toString()));
    command.add("-Dmaven.repo.local=" + folder.resolve(local + "-" + version));
    command.addAll(List.of(arguments));
    return new Shell(folder, Map.of("TOKEN", token)).attempt(null, command.toArray(String[]::new));
  }

  private static Shell.Result deploy(
      String maven, String token, Path jar, String artifact, String version) {
    return deploy(maven, "publisher", token, jar, artifact, version);
  }

  private static Shell.Result deploy(
      String maven, String local, String token, Path jar, String artifact, String version) {
    return maven(
        maven,
        token,
        local,
        DEPLOY,
        "-Dfile=" + jar,
        "-DgroupId=com.example",
        "-DartifactId=" + artifact,
        "-Dversion=" + version,
        "-Dpackaging=jar",
        "-DrepositoryId=libs",
        "-Durl=" + server.url("libs", "maven"));
  }

  /** Resolves a version or a range of an artifact of ours in a project of its own. */
  private static Path resolved(String maven, String artifact, String version) throws IOException {
    var project = Files.createTempDirectory(folder, "consumer");
    Files.writeString(
        project.resolve("pom.xml"),
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.example</groupId><artifactId>consumer</artifactId><version>1</version>
          <dependencies>
            <dependency>
              <groupId>com.example</groupId><artifactId>%s</artifactId><version>%s</version>
            </dependency>
          </dependencies>
          <repositories>
            <repository>
              <id>any</id><url>http://any.invalid/</url>
              <snapshots><enabled>true</enabled></snapshots>
            </repository>
          </repositories>
        </project>
        """
            .formatted(artifact, version));
    succeeded(
        maven(
            maven,
            WRITER,
            "consumer",
            "-U",
            "-f",
            project.toString(),
            COPY,
            "-DoutputDirectory=" + project,
            "-Dmdep.stripVersion=true"));
    return project.resolve(artifact + ".jar");
  }

  private static Path jar(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "lib", ".jar"), content);
  }

  private static void succeeded(Shell.Result result) {
    assertThat(result.status()).as(result.output()).isZero();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aReleaseIsDeployedOnceAndResolvedElsewhere(String maven) throws IOException {
    succeeded(deploy(maven, WRITER, jar("first"), "release-" + maven, "1.0"));
    assertThat(resolved(maven, "release-" + maven, "1.0")).hasContent("first");
    var again = deploy(maven, WRITER, jar("second"), "release-" + maven, "1.0");
    assertThat(again.status()).isNotZero();
    assertThat(again.output()).contains("409");
    succeeded(deploy(maven, WRITER, jar("third"), "release-" + maven, "1.1"));
    assertThat(resolved(maven, "release-" + maven, "[1.0,2)")).hasContent("third");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theNewestSnapshotIsResolved(String maven) throws IOException {
    succeeded(deploy(maven, WRITER, jar("one"), "snapshot-" + maven, "1-SNAPSHOT"));
    assertThat(resolved(maven, "snapshot-" + maven, "1-SNAPSHOT")).hasContent("one");
    succeeded(deploy(maven, WRITER, jar("two"), "snapshot-" + maven, "1-SNAPSHOT"));
    assertThat(resolved(maven, "snapshot-" + maven, "1-SNAPSHOT")).hasContent("two");
  }

  /** Maven 4 shows nothing but the status of what it sends, whatever it is answered. */
  @ParameterizedTest
  @ValueSource(strings = {MavenClients.INSTALLED, "3.9.12"})
  void peopleAreShownWhyADeploymentIsRefused(String maven) throws IOException {
    succeeded(deploy(maven, WRITER, jar("one"), "refused-" + maven, "1.0"));
    var refused = deploy(maven, WRITER, jar("two"), "refused-" + maven, "1.0");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.output())
        .contains("409", "is published with other content; publish another version");
  }

  @Test
  void whoMayOnlyReadCannotDeploy() throws IOException {
    var refused = deploy(MavenClients.INSTALLED, "reader", jar("x"), "denied", "1.0");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.output()).contains("403");
    var unknown = deploy(MavenClients.INSTALLED, "stranger", jar("x"), "denied", "1.0");
    assertThat(unknown.status()).isNotZero();
    assertThat(unknown.output()).contains("401");
  }

  /** Each with a local repository of its own, for Maven sends metadata from there. */
  @Test
  void versionsDeployedSideBySideAreAllListed() throws Exception {
    succeeded(deploy(MavenClients.INSTALLED, WRITER, jar("0"), "parallel", "1.0"));
    try (var threads = Executors.newFixedThreadPool(4)) {
      var deployments =
          threads.invokeAll(
              IntStream.rangeClosed(1, 4)
                  .<Callable<Shell.Result>>mapToObj(
                      i ->
                          () ->
                              deploy(
                                  MavenClients.INSTALLED,
                                  "publisher" + i,
                                  WRITER,
                                  jar("" + i),
                                  "parallel",
                                  "1." + i))
                  .toList());
      for (Future<Shell.Result> deployment : deployments) {
        succeeded(deployment.get());
      }
    }
    assertThat(resolved(MavenClients.INSTALLED, "parallel", "[1.0,1.2]")).hasContent("2");
    assertThat(resolved(MavenClients.INSTALLED, "parallel", "[1.0,2)")).hasContent("4");
  }
}

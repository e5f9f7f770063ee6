package dev.slipway.packages.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.TestDomain;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.StatusChange;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.volume.VolumeManifests;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An external repository that gives other bytes for a file than it once did. */
final class FirstDigestTest {

  private static final String JAR = "org/example/tool/1/tool-1.jar";
  private static final PackageName TOOL = new PackageName(Format.maven, "org.example", "tool");

  private final MovingClock clock = new MovingClock();

  @RegisterExtension
  final TestDomain domain =
      new TestDomain(
          folder -> new TestServer(folder, clock),
          (server, outside) ->
              server.remote("one", Format.maven, outside).remote("two", Format.maven, outside));

  private final ScriptedUpstream upstream = domain.upstream();

  @BeforeEach
  void start() {
    upstream.has("/" + JAR, "application/java-archive", "PK first");
  }

  private HttpResponse<String> get(String repository) throws Exception {
    return domain.get(repository, "maven", JAR);
  }

  /** Removes the version, as somebody who deletes or evicts it does, and starts anew. */
  private void forgetTheVersion(String repository) throws IOException {
    domain.restart(
        () -> {
          try (var manifests = new VolumeManifests(domain.folder())) {
            manifests.change(
                new PackageKey(repository, TOOL),
                old ->
                    new StatusChange(Map.of("1", Optional.empty()), Optional.empty())
                        .delete(old)
                        .manifest());
          }
        });
  }

  private void refused(String repository, String sent) throws Exception {
    var answer = get(repository);
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    var first = Hashing.of("PK first".getBytes(StandardCharsets.UTF_8)).sha256();
    var now = Hashing.of(sent.getBytes(StandardCharsets.UTF_8)).sha256();
    assertThat(answer.body())
        .contains("tool-1.jar of /maven/org.example/tool 1")
        .contains(first)
        .contains(now);
    assertThat(domain.folder().resolve("quarantine").resolve(now)).hasContent(sent);
    assertThat(Files.readString(domain.folder().resolve("quarantine").resolve(now + ".json")))
        .contains("\"repository\":\"" + repository + "\"")
        .contains(first);
    assertThat(domain.folder().resolve("blobs/sha256/" + now.substring(0, 3))).doesNotExist();
    assertThat(domain.server().metric("slipway_packages_tampered_total", "repository", repository))
        .isPositive();
  }

  @Test
  void theFirstBytesCountInTheWholeDomain() throws Exception {
    assertThat(get("one").body()).isEqualTo("PK first");
    upstream.has("/" + JAR, "application/java-archive", "PK other");
    refused("two", "PK other");
    assertThat(get("one").body()).as("what is kept is served").isEqualTo("PK first");
    upstream.has("/" + JAR, "application/java-archive", "PK first");
    assertThat(get("two").body()).isEqualTo("PK first");
  }

  @Test
  void theyCountAfterADeletionAndARestart() throws Exception {
    assertThat(get("one").body()).isEqualTo("PK first");
    forgetTheVersion("one");
    upstream.has("/" + JAR, "application/java-archive", "PK other");
    refused("one", "PK other");
    upstream.has("/" + JAR, "application/java-archive", "PK first");
    assertThat(get("one").body()).isEqualTo("PK first");
  }

  @Test
  void snapshotsAndDocumentsMayChange() throws Exception {
    for (var path :
        new String[] {
          "org/example/tool/1-SNAPSHOT/tool-1-SNAPSHOT.jar", "org/example/tool/maven-metadata.xml"
        }) {
      for (var version : new String[] {"1", "2"}) {
        upstream.has(
            "/" + path,
            "application/octet-stream",
            "<metadata><versioning><versions><version>"
                + version
                + "</version></versions></versioning></metadata>");
        clock.pass(Duration.ofMinutes(2));
        var answer = domain.get("one", "maven", path);
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
      }
    }
    assertThat(domain.folder().resolve("quarantine")).doesNotExist();
  }
}

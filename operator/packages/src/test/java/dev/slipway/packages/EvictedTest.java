package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.npm.NpmListing;
import dev.slipway.packages.store.Hashing;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Versions whose bytes have left the store. */
final class EvictedTest {

  private static final String JAR = "org/tool/1/tool-1.jar";
  private static final String TARBALL = "left/-/left-1.0.0.tgz";

  @RegisterExtension
  final TestDomain domain =
      new TestDomain(
          (server, outside) ->
              server
                  .remote("central", Format.maven, outside)
                  .hosted("libs", "central")
                  .remote("scripts", Format.npm, outside)
                  .hosted("web", "scripts"));

  private final ScriptedUpstream upstream = domain.upstream();

  private void put(String path, String content) throws Exception {
    var url = domain.server().url("libs", "generic") + path;
    domain.send(Publication.put(url, content.getBytes(StandardCharsets.UTF_8)));
  }

  private void script(String content) {
    var sha1 = Hashing.of(content.getBytes(StandardCharsets.UTF_8)).sha1();
    upstream
        .has(
            "/left",
            "application/json",
            NpmListing.of("left", upstream.url() + "/" + TARBALL, sha1))
        .has("/" + TARBALL, "application/octet-stream", content);
  }

  @Test
  void whatWasEvictedIsFetchedOnceMore() throws Exception {
    upstream.has("/" + JAR, "application/java-archive", "jar");
    script("script");
    for (int i = 0; i < 3; i++) {
      assertThat(domain.get("libs", "maven", JAR).body()).isEqualTo("jar");
      assertThat(domain.get("web", "npm", TARBALL).body()).isEqualTo("script");
      assertThat(upstream.count("/" + JAR)).isEqualTo(i + 1);
      assertThat(upstream.count("/" + TARBALL)).isEqualTo(i + 1);
      assertThat(domain.blob("jar")).exists();
      domain.evict("jar");
      domain.evict("script");
    }
  }

  /** Small files of others are forced to the disk a little later than they are given out. */
  @Test
  void whatDidNotGetToTheDiskBeforeTheMachineStoppedIsFetchedOnceMore() throws Exception {
    upstream.has("/" + JAR, "application/java-archive", "jar");
    script("script");
    domain.get("libs", "maven", JAR);
    domain.get("web", "npm", TARBALL);
    domain.restart(
        () -> {
          Files.write(domain.blob("jar"), new byte[3]);
          Files.write(domain.blob("script"), new byte[0]);
        });
    for (int i = 0; i < 2; i++) {
      assertThat(domain.get("libs", "maven", JAR).body()).isEqualTo("jar");
      assertThat(domain.get("web", "npm", TARBALL).body()).isEqualTo("script");
      assertThat(upstream.count("/" + JAR)).isEqualTo(2);
      assertThat(upstream.count("/" + TARBALL)).isEqualTo(2);
    }
    domain.restart();
    assertThat(domain.get("libs", "maven", JAR).body()).isEqualTo("jar");
    assertThat(upstream.count("/" + JAR)).as("it is whole").isEqualTo(2);
  }

  @Test
  void otherBytesThanThoseThatWereKeptAreRefused() throws Exception {
    upstream.has("/" + JAR, "application/java-archive", "jar");
    script("script");
    domain.get("libs", "maven", JAR);
    domain.get("web", "npm", TARBALL);
    domain.evict("jar");
    domain.evict("script");
    upstream.has("/" + JAR, "application/java-archive", "bad");
    script("poison");
    for (var repository : new String[] {"libs", "central"}) {
      var answer = domain.get(repository, "maven", JAR);
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("is not what it should be");
    }
    assertThat(domain.get("web", "npm", TARBALL).statusCode()).isEqualTo(502);
    assertThat(domain.blob("bad")).doesNotExist();
    assertThat(domain.blob("poison")).doesNotExist();
    upstream.has("/" + JAR, "application/java-archive", "jar");
    assertThat(domain.get("libs", "maven", JAR).body()).isEqualTo("jar");
  }

  @Test
  void whatWasPublishedHereAndIsLostIsToldAndMendedByPublishingItAgain() throws Exception {
    put("org/tool/1/a", "mine");
    domain.evict("mine");
    var answer = domain.get("libs", "generic", "org/tool/1/a");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body())
        .isEqualTo(
            "the store has lost the bytes of a of version 1 of /generic/org/tool, "
                + Hashing.of("mine".getBytes(StandardCharsets.UTF_8)).digest()
                + ": publish the same file again, or restore it from a backup\n");
    put("org/tool/1/a", "mine");
    assertThat(domain.get("libs", "generic", "org/tool/1/a").body()).isEqualTo("mine");
  }
}

package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.store.Hashing;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions whose bytes have left the store. */
final class EvictedTest {

  private static final String JAR = "org/tool/1/tool-1.jar";
  private static final String TARBALL = "left/-/left-1.0.0.tgz";

  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ScriptedUpstream upstream;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    upstream = new ScriptedUpstream();
    server =
        new TestServer(folder)
            .remote("central", Format.maven, upstream.url())
            .hosted("libs", "central")
            .remote("scripts", Format.npm, upstream.url())
            .hosted("web", "scripts");
  }

  @AfterEach
  void stop() {
    server.close();
    upstream.close();
  }

  private HttpResponse<String> get(String repository, String format, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url(repository, format) + path))
            .header("Authorization", "Bearer writer")
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void put(String path, String content) throws Exception {
    client.send(
        HttpRequest.newBuilder(URI.create(server.url("libs", "generic") + path))
            .header("Authorization", "Bearer writer")
            .PUT(HttpRequest.BodyPublishers.ofString(content))
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }

  private static String digest(String content) {
    return Hashing.of(content.getBytes(StandardCharsets.UTF_8)).digest();
  }

  private void evict(String content) throws Exception {
    var hex = digest(content).substring("sha256:".length());
    Files.delete(
        folder
            .resolve("blobs/sha256")
            .resolve(hex.substring(0, 2))
            .resolve(hex.substring(2, 4))
            .resolve(hex));
  }

  private boolean has(String content) throws Exception {
    var hex = digest(content).substring("sha256:".length());
    try (var files = Files.walk(folder.resolve("blobs"))) {
      return files.anyMatch(f -> f.endsWith(hex));
    }
  }

  private void script(String content) {
    var sha1 = Hashing.of(content.getBytes(StandardCharsets.UTF_8)).sha1();
    upstream
        .has(
            "/left",
            "application/json",
            """
            {"name": "left", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": {
              "name": "left", "version": "1.0.0",
              "dist": {"tarball": "%s/%s", "shasum": "%s"}}}}
            """
                .formatted(upstream.url(), TARBALL, sha1))
        .has("/" + TARBALL, "application/octet-stream", content);
  }

  @Test
  void whatWasEvictedIsFetchedOnceMore() throws Exception {
    upstream.has("/" + JAR, "application/java-archive", "jar");
    script("script");
    for (int i = 0; i < 3; i++) {
      assertThat(get("libs", "maven", JAR).body()).isEqualTo("jar");
      assertThat(get("web", "npm", TARBALL).body()).isEqualTo("script");
      assertThat(upstream.count("/" + JAR)).isEqualTo(i + 1);
      assertThat(upstream.count("/" + TARBALL)).isEqualTo(i + 1);
      assertThat(has("jar")).isTrue();
      evict("jar");
      evict("script");
    }
  }

  @Test
  void otherBytesThanThoseThatWereKeptAreRefused() throws Exception {
    upstream.has("/" + JAR, "application/java-archive", "jar");
    script("script");
    get("libs", "maven", JAR);
    get("web", "npm", TARBALL);
    evict("jar");
    evict("script");
    upstream.has("/" + JAR, "application/java-archive", "bad");
    script("poison");
    for (var repository : new String[] {"libs", "central"}) {
      var answer = get(repository, "maven", JAR);
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("is not what it should be");
    }
    assertThat(get("web", "npm", TARBALL).statusCode()).isEqualTo(502);
    assertThat(has("bad")).isFalse();
    assertThat(has("poison")).isFalse();
    upstream.has("/" + JAR, "application/java-archive", "jar");
    assertThat(get("libs", "maven", JAR).body()).isEqualTo("jar");
  }

  @Test
  void whatWasPublishedHereAndIsLostIsToldAndMendedByPublishingItAgain() throws Exception {
    put("org/tool/1/a", "mine");
    evict("mine");
    var answer = get("libs", "generic", "org/tool/1/a");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body())
        .isEqualTo(
            "the store has lost the bytes of a of version 1 of /generic/org/tool, "
                + digest("mine")
                + ": publish the same file again, or restore it from a backup\n");
    put("org/tool/1/a", "mine");
    assertThat(get("libs", "generic", "org/tool/1/a").body()).isEqualTo("mine");
  }
}

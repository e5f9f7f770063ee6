package dev.slipway.packages.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.advisory.Osv;
import dev.slipway.packages.archive.TarWriter;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.store.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes packages out of one server and into another, as over an air gap. */
final class ArchiveTest {

  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private TestServer here;
  private TestServer there;

  @BeforeEach
  void start() throws Exception {
    here = new TestServer(folder.resolve("here")).hosted("libs").hosted("apps");
    there = new TestServer(folder.resolve("there")).hosted("libs").hosted("apps");
    put(here, "libs", "org/tool/1/a.txt", "one");
    put(here, "libs", "org/tool/2/a.txt", "two");
    put(here, "apps", "org/app/1/a.txt", "one");
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    return client.send(request.setHeader("Authorization", "Bearer writer").build(), body);
  }

  private static HttpRequest.Builder to(TestServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.root() + path));
  }

  private void put(TestServer server, String repository, String path, String content)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url(repository, "generic") + path))
            .PUT(BodyPublishers.ofString(content));
    assertThat(send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
  }

  private String get(TestServer server, String repository, String path) throws Exception {
    var answer =
        send(
            HttpRequest.newBuilder(URI.create(server.url(repository, "generic") + path)),
            BodyHandlers.ofString());
    return answer.statusCode() == 200 ? answer.body() : Integer.toString(answer.statusCode());
  }

  private byte[] export(String query) throws Exception {
    var answer = send(to(here, "archive" + query), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> load(byte[] archive) throws Exception {
    return send(
        to(there, "archive").POST(BodyPublishers.ofByteArray(archive)), BodyHandlers.ofString());
  }

  @Test
  void aDomainMovesAndMovesAgainWithoutAChange() throws Exception {
    var archive = export("");
    assertThat(load(archive).body())
        .contains("\"blobs\":2", "\"newBlobs\":2", "\"packages\":2", "\"changed\":2");
    assertThat(get(there, "libs", "org/tool/1/a.txt")).isEqualTo("one");
    assertThat(get(there, "libs", "org/tool/2/a.txt")).isEqualTo("two");
    assertThat(get(there, "apps", "org/app/1/a.txt")).isEqualTo("one");
    assertThat(load(archive).body())
        .contains("\"newBlobs\":0", "\"changed\":0", "\"conflictCount\":0", "\"conflicts\":[]");
    assertThat(export("")).as("nothing but the packages is in it").isEqualTo(archive);
  }

  @Test
  void advisoriesMoveWithTheirDomain() throws Exception {
    var entry = Osv.entry("A-1", "npm", "left", "{\"introduced\": \"0\"}");
    var put = to(here, "advisories/mine").PUT(BodyPublishers.ofString(entry));
    assertThat(send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(load(export("")).body()).contains("\"packages\":3", "\"incomplete\":[]");
    there.close();
    there = new TestServer(folder.resolve("there")).hosted("libs");
    assertThat(send(to(there, "advisories/mine"), BodyHandlers.ofString()).body())
        .contains("\"advisories\":1");
  }

  @Test
  void oneRepositoryMovesAlone() throws Exception {
    assertThat(load(export("?repository=apps")).body()).contains("\"packages\":1");
    assertThat(get(there, "apps", "org/app/1/a.txt")).isEqualTo("one");
    assertThat(get(there, "libs", "org/tool/1/a.txt")).isEqualTo("404");
    assertThat(send(to(here, "archive?repository=none"), BodyHandlers.ofString()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void otherBytesAreToldAndNeverReplaced() throws Exception {
    put(there, "libs", "org/tool/1/a.txt", "other");
    var answer = load(export(""));
    assertThat(answer.body()).contains("\"conflictCount\":1", "libs/generic/org/tool", "a.txt");
    assertThat(get(there, "libs", "org/tool/1/a.txt")).isEqualTo("other");
    assertThat(get(there, "libs", "org/tool/2/a.txt")).isEqualTo("two");
  }

  @Test
  void anArchiveThatIsDamagedOrCutOffChangesNothing() throws Exception {
    var archive = export("");
    int refused = 0;
    for (int at = 0; at < archive.length - 2 * 512; at += 211) {
      var damaged = archive.clone();
      damaged[at] ^= 1;
      var answer = load(damaged);
      // Some bytes of a header, and those between files, say nothing.
      if (answer.statusCode() == 400) {
        assertThat(answer.body()).contains("no package was changed");
        refused++;
      } else {
        assertThat(answer.statusCode()).as("byte " + at).isEqualTo(200);
        there.close();
        there = new TestServer(folder.resolve("there" + at)).hosted("libs").hosted("apps");
      }
    }
    assertThat(refused).isGreaterThan(8);
    for (int length = 0; length <= archive.length - 3 * 512; length += 511) {
      assertThat(load(Arrays.copyOf(archive, length)).statusCode()).isEqualTo(400);
    }
  }

  private static byte[] archive(String name, String content) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var tar = new TarWriter(out)) {
      var bytes = content.getBytes(StandardCharsets.UTF_8);
      tar.begin(name, bytes.length);
      tar.write(bytes, 0, bytes.length);
    }
    return out.toByteArray();
  }

  @Test
  void aFileThatHasNoPlaceInAnArchiveIsRefused() throws Exception {
    for (var name :
        List.of(
            "../../etc/passwd",
            "/etc/passwd",
            "blobs/sha256/../../../../x",
            "blobs/sha256/abc",
            "blobs/sha256/BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
            "blobs/sha1/a9993e364706816aba3e25717850c26c9cd0d89d",
            "upkeep/condemned",
            "index.json/../x")) {
      var answer = load(archive(name, "abc"));
      assertThat(answer.statusCode()).as(name).isEqualTo(400);
      assertThat(answer.body()).contains("which has no place here");
    }
    assertThat(Files.exists(folder.resolve("x"))).isFalse();
  }

  @Test
  void aRepositoryWhoseNameIsAPathIsRefused() throws Exception {
    for (var repository : List.of("../libs", "libs/x", "", "LIBS", ".", "a b")) {
      var text =
          """
          {"repository": "%s", "format": "generic", "namespace": "org", "name": "x",
           "manifest": {"controls": null, "versions": {}, "tags": {}}}
          """
              .formatted(repository);
      var sha256 = Hashing.of(text.getBytes(StandardCharsets.UTF_8)).sha256();
      var answer = load(archive("packages/sha256/" + sha256, text));
      assertThat(answer.statusCode()).as(repository).isEqualTo(400);
      assertThat(answer.body()).contains("a package of the archive has no usable repository");
    }
  }

  @Test
  void linksAreRefused() throws Exception {
    var link = archive("blobs/sha256/" + "a".repeat(64), "");
    link[156] = '2';
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += i >= 148 && i < 156 ? ' ' : link[i] & 0xff;
    }
    System.arraycopy("%06o".formatted(sum).getBytes(StandardCharsets.US_ASCII), 0, link, 148, 6);
    assertThat(load(link).body()).contains("which is no regular file");
  }

  /** What tar itself unpacked and packed again is still the archive. */
  @Test
  void tarReadsAndWritesTheSame() throws Exception {
    var file = Files.write(folder.resolve("domain.tar"), export(""));
    var unpacked = Files.createDirectory(folder.resolve("unpacked"));
    run(unpacked, "tar", "xf", file.toString());
    run(unpacked, "sh", "-c", "tar cf ../again.tar --format=ustar $(tar tf ../domain.tar)");
    assertThat(load(Files.readAllBytes(folder.resolve("again.tar"))).body())
        .contains("\"packages\":2", "\"newBlobs\":2");
  }

  private static void run(Path folder, String... command) throws Exception {
    var process = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void whatHasNoRoomIsRefusedAsAWhole() throws Exception {
    there.close();
    there =
        new TestServer(folder.resolve("small"), new Limits(1 << 20, 350, 8, 0, null))
            .hosted("libs")
            .hosted("apps");
    var answer = load(export(""));
    assertThat(answer.statusCode()).isEqualTo(507);
    assertThat(answer.body()).contains("9 bytes", "raise quotas.private");
    assertThat(get(there, "libs", "org/tool/1/a.txt")).isEqualTo("404");
  }

  @Test
  void onlyAnAdministratorIsLetIn() throws Exception {
    for (var path : new String[] {"archive", "archive/garbage", "archive/retention"}) {
      var request = to(here, path).header("Authorization", "Bearer reader").build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
      var nobody = to(here, path).build();
      assertThat(client.send(nobody, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }
    assertThat(send(to(here, "archive/garbage"), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    assertThat(send(to(here, "archive/retention"), BodyHandlers.ofString()).body()).isEmpty();
    assertThat(send(to(here, "archive/other"), BodyHandlers.ofString()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void whatWasTakenDownDoesNotComeBackWithAnArchive() throws Exception {
    var down =
        to(there, "api/v1/packages/generic/org/tool/versions:takedown")
            .POST(BodyPublishers.ofString("{\"versions\": [\"1\"], \"reason\": \"malware\"}"));
    assertThat(send(down, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    var in = to(there, "archive").POST(BodyPublishers.ofByteArray(export("")));
    assertThat(send(in, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(get(there, "libs", "org/tool/1/a.txt")).isEqualTo("404");
    assertThat(get(there, "libs", "org/tool/2/a.txt")).isEqualTo("two");
    var version = "api/v1/repositories/libs/packages/generic/org/tool/versions/1";
    assertThat(send(to(there, version), BodyHandlers.ofString()).body())
        .contains("\"status\":\"Disposed\"");
    assertThat(send(to(there, version + "/assets/a.txt"), BodyHandlers.ofString()).statusCode())
        .isEqualTo(404);
  }
}

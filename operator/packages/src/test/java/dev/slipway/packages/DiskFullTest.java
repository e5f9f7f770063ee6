package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.testkit.Shell;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on a file system of two megabytes. Needs root to mount it. */
final class DiskFullTest {

  private static final int FULL = 507;

  @TempDir Path folder;
  private Path volume;
  private Shell shell;
  private TestServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void start() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root mounts a file system");
    shell = new Shell(folder, Map.of());
    volume = Files.createDirectory(folder.resolve("volume"));
    shell.run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", volume.toString());
    server = new TestServer(volume).hosted("libs");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
      shell.run("umount", "-l", volume.toString());
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url("libs", "generic") + path))
        .header("Authorization", "Bearer writer");
  }

  private HttpResponse<String> put(String path, int size) throws Exception {
    return client.send(
        request(path)
            .expectContinue(true)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[size]))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private int get(String path) throws Exception {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void nothingIsStoredWhatIsThereIsReadAndRoomHelpsByItself() throws Exception {
    assertThat(put("org/tool/1/a", 500_000).statusCode()).isEqualTo(201);
    var refused = put("org/tool/2/a", 1_900_000);
    assertThat(refused.statusCode()).isEqualTo(FULL);
    assertThat(refused.body()).startsWith("the store is full and has taken nothing");
    assertThat(get("org/tool/2/a")).isEqualTo(404);
    var filler = volume.resolve("filler");
    shell.attempt(null, "dd", "if=/dev/zero", "of=" + filler, "bs=4096");
    assertThat(put("org/tool/3/a", 100_000).statusCode()).isEqualTo(FULL);
    assertThat(put("org/tool/3/a", 1).statusCode()).as("no room for the record").isEqualTo(FULL);
    assertThat(get("org/tool/1/a")).isEqualTo(200);
    assertThat(get("org/tool/3/a")).isEqualTo(404);
    Files.delete(filler);
    assertThat(put("org/tool/3/a", 100_000).statusCode()).isEqualTo(201);
    server.close();
    server = new TestServer(volume).hosted("libs");
    assertThat(get("org/tool/1/a")).isEqualTo(200);
    assertThat(get("org/tool/2/a")).isEqualTo(404);
    assertThat(get("org/tool/3/a")).isEqualTo(200);
  }
}

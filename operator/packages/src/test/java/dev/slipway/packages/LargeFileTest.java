package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are sent in several pieces, and small ones that are sent from memory. */
final class LargeFileTest {

  private static final int LARGE = 20_000_000;
  private static final int SMALL = 1000;

  @TempDir Path folder;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final byte[] bytes = new byte[LARGE];
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    RandomGenerator.of("L64X128MixRandom").nextBytes(bytes);
    server = new TestServer(folder).hosted("libs");
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpRequest.Builder request(String file) {
    return HttpRequest.newBuilder(URI.create(server.url("libs", "generic") + file))
        .header("Authorization", "Bearer writer");
  }

  private void put(String file, byte[] content) throws IOException, InterruptedException {
    var answer =
        client.send(
            request(file).PUT(HttpRequest.BodyPublishers.ofByteArray(content)).build(),
            HttpResponse.BodyHandlers.discarding());
    assertThat(answer.statusCode()).isEqualTo(201);
  }

  private HttpResponse<byte[]> get(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void aLargeFileComesWholeAndInPart() throws Exception {
    put("org/large/1/large", bytes);
    assertThat(get(request("org/large/1/large")).body()).isEqualTo(bytes);
    var part = get(request("org/large/1/large").header("Range", "bytes=100-18000000"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 100, 18_000_001));
    assertThat(get(request("org/large/1/large").header("Range", "bytes=-7")).body())
        .isEqualTo(Arrays.copyOfRange(bytes, LARGE - 7, LARGE));
  }

  @Test
  void aSmallFileIsTheSameFromTheDiskAndFromMemory() throws Exception {
    var small = Arrays.copyOf(bytes, SMALL);
    put("org/small/1/small", small);
    for (int i = 0; i < 3; i++) {
      assertThat(get(request("org/small/1/small")).body()).isEqualTo(small);
      var part = get(request("org/small/1/small").header("Range", "bytes=10-19"));
      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(small, 10, 20));
      var outside = get(request("org/small/1/small").header("Range", "bytes=1000-"));
      assertThat(outside.statusCode()).isEqualTo(416);
      assertThat(outside.headers().firstValue("Content-Range")).contains("bytes */1000");
      var head =
          client.send(
              request("org/small/1/small").HEAD().build(), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(SMALL);
    }
  }

  @Test
  void whatWasAnsweredFromMemoryAndIsDeletedIsGone() throws Exception {
    put("org/small/1/small", new byte[SMALL]);
    for (int i = 0; i < 3; i++) {
      assertThat(get(request("org/small/1/small")).statusCode()).isEqualTo(200);
    }
    client.send(request("org/small/1").DELETE().build(), HttpResponse.BodyHandlers.discarding());
    assertThat(get(request("org/small/1/small")).statusCode()).isEqualTo(404);
    assertThat(
            client
                .send(
                    HttpRequest.newBuilder(
                            URI.create(server.url("libs", "generic") + "org/small/1/small"))
                        .build(),
                    HttpResponse.BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(401);
  }
}

package dev.slipway.runner;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.v1alpha1.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/** The artifact store of the domain: streams blobs in and out. */
public final class StoreClient {

  private static final int TRIES = 5;
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private static final Duration PROBE = Duration.ofSeconds(2);
  private static final Duration PROBE_PAUSE = Duration.ofMillis(200);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final ObjectMapper json = new ObjectMapper();
  private final Path token;

  /**
   * @param token file with the token; read anew for every request
   */
  public StoreClient(Path token) {
    this.token = token;
  }

  /**
   * Stores a file; tries again while the server is not there.
   *
   * @throws IOException when it cannot be stored
   */
  public Blob put(String storeUrl, Path file) throws IOException, InterruptedException {
    IOException last = null;
    for (int i = 0; i < TRIES; i++) {
      if (i > 0) {
        Thread.sleep(PAUSE);
      }
      try {
        var response =
            client.send(
                request(storeUrl + "/store/blobs")
                    .POST(HttpRequest.BodyPublishers.ofFile(file))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 201) {
          return json.readValue(response.body(), Blob.class);
        }
        last = new IOException("the store answers with status " + response.statusCode());
        if (response.statusCode() < 500) {
          break;
        }
      } catch (IOException e) {
        last = e == last ? e : new IOException("the store cannot be reached: " + e, e);
      }
    }
    throw last;
  }

  /**
   * Waits until a package server is ready; one that was just created takes some seconds.
   *
   * @return false when it is not ready after {@code longest}
   */
  public boolean awaitReady(String url, Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (System.nanoTime() < end) {
      try {
        var request = HttpRequest.newBuilder(URI.create(url + "/readyz")).timeout(PROBE).build();
        if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return true;
        }
      } catch (IOException e) {
        // Not there yet: asked again.
      }
      Thread.sleep(PROBE_PAUSE);
    }
    return false;
  }

  /**
   * Brings a blob into a file and checks its digest.
   *
   * @param url address of the blob; its last part is the digest
   */
  public void get(String url, Path target) throws IOException, InterruptedException {
    var response =
        client.send(request(url).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("the store answers with status " + response.statusCode());
      }
      var digest = MessageDigest.getInstance("SHA-256");
      Files.copy(new DigestInputStream(in, digest), target);
      var found = "sha256:" + HexFormat.of().formatHex(digest.digest());
      if (!url.endsWith("/" + found)) {
        throw new IOException("the store gave other bytes than " + url);
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private HttpRequest.Builder request(String url) throws IOException {
    var builder = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
    if (Files.isReadable(token)) {
      builder.header("Authorization", "Bearer " + Files.readString(token).strip());
    }
    return builder;
  }
}

package dev.slipway.runner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.v1alpha1.Blob;
import dev.slipway.api.v1alpha1.BuildDependencies;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps what a build pulled, as the package server noted it, in the artifact store beside the
 * build's log. The list is a CycloneDX bill of materials.
 */
public final class Dependencies {

  private static final String BILL = "application/vnd.cyclonedx+json";
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Clocks of nodes may differ by so much. */
  private static final Duration SLACK = Duration.ofHours(1);

  private static final int LONGEST_MESSAGE = 300;

  /**
   * Who pulled.
   *
   * @param pod name of the pod
   * @param uid of the pod; empty when it is not known, and the name has to do
   * @param from when the pod began
   */
  public record Puller(String pod, String uid, Instant from) {}

  /** An answer that another attempt does not change. */
  private static final class Final extends IOException {
    private static final long serialVersionUID = 1L;

    Final(String message) {
      super(message);
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final ObjectMapper json = new ObjectMapper();
  private final String server;
  private final Path token;
  private final Puller puller;

  /**
   * @param server address of the package server, without a slash at the end
   * @param token file with the token; read anew for every request
   */
  public Dependencies(String server, Path token, Puller puller) {
    this.server = server;
    this.token = token;
    this.puller = puller;
  }

  /**
   * Keeps them. A server that is away is asked again, at least once at all.
   *
   * @param patience how long this may take, and some seconds more
   * @return what is kept, or why nothing is
   */
  public BuildDependencies keep(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      String why;
      try {
        return keep(end);
      } catch (Final e) {
        return lost(e.getMessage());
      } catch (IOException e) {
        why = e.getMessage();
      }
      if (System.nanoTime() + PAUSE.toNanos() >= end) {
        return lost(why);
      }
      Thread.sleep(PAUSE);
    }
  }

  private BuildDependencies lost(String why) {
    var text =
        "what the build pulled is not kept: "
            + why.substring(0, Math.min(why.length(), LONGEST_MESSAGE))
            + "; GET /api/v1/pulls?pod="
            + puller.pod()
            + " of the package server has it for some time";
    return BuildDependencies.lost(text);
  }

  private BuildDependencies keep(long end) throws IOException, InterruptedException {
    var bill = Files.createTempFile("dependencies", ".json");
    try {
      var pulls = request(query()).header("Accept", BILL).GET().build();
      var listed = send(pulls, HttpResponse.BodyHandlers.ofFile(bill), end);
      if (listed.statusCode() != 200) {
        throw refused("pulls", listed.statusCode(), Files.readString(bill));
      }
      int count = components(bill);
      if (count == 0) {
        return new BuildDependencies(0, null, null, null);
      }
      var store = request("/store/blobs").POST(HttpRequest.BodyPublishers.ofFile(bill)).build();
      var stored = send(store, HttpResponse.BodyHandlers.ofString(), end);
      if (stored.statusCode() != 201) {
        throw refused("the store", stored.statusCode(), stored.body());
      }
      var blob = json.readValue(stored.body(), Blob.class);
      return new BuildDependencies(count, blob.digest(), blob.size(), null);
    } finally {
      Files.deleteIfExists(bill);
    }
  }

  private String query() {
    return "/api/v1/pulls?from="
        + puller.from().minus(SLACK)
        + "&pod="
        + URLEncoder.encode(puller.pod(), StandardCharsets.UTF_8)
        + (puller.uid().isEmpty()
            ? ""
            : "&podUid=" + URLEncoder.encode(puller.uid(), StandardCharsets.UTF_8));
  }

  private HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(URI.create(server + path))
        .header("Authorization", "Bearer " + Files.readString(token).strip());
  }

  /** Sends, and waits for the whole answer only as long as there is time. */
  private <T> HttpResponse<T> send(
      HttpRequest request, HttpResponse.BodyHandler<T> handler, long end)
      throws IOException, InterruptedException {
    long left = Math.min(ANSWER.toNanos(), end - System.nanoTime());
    var future = client.sendAsync(request, handler);
    try {
      return future.get(Math.max(left, SHORTEST.toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the package server " + server + " does not answer in time", e);
    } catch (ExecutionException e) {
      throw new IOException("the package server " + server + " does not answer", e);
    } finally {
      future.cancel(true);
    }
  }

  private IOException refused(String what, int status, String body) {
    String detail;
    try {
      detail = json.readTree(body).path("detail").asText();
    } catch (IOException e) {
      detail = body.strip();
    }
    var message = what + " of the package server: status " + status + ", " + detail;
    return status >= 500 || status == 429 ? new IOException(message) : new Final(message);
  }

  /** How many components the bill has; a long one is never in memory. */
  private static int components(Path bill) throws IOException {
    try (var parser = new JsonFactory().createParser(bill.toFile())) {
      int count = -1;
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var field = parser.currentName();
        if (parser.nextToken() == JsonToken.START_ARRAY && field.equals("components")) {
          count = 0;
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            parser.skipChildren();
            count++;
          }
        } else {
          parser.skipChildren();
        }
      }
      if (count < 0) {
        throw new Final("the package server answers with no bill of materials");
      }
      return count;
    }
  }
}

package dev.slipway.packages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Asks a server over HTTP. Close it before the server, which else waits for its connections. */
public record Api(String address, String token, HttpClient client) implements AutoCloseable {

  public Api(String address, String token) {
    this(address, token, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  /** What was answered. */
  public record Answer(int status, String type, String body) {
    /** The value at a JSON pointer. */
    public JsonNode at(String pointer) {
      try {
        return new ObjectMapper().readTree(body).at(pointer);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }
  }

  /** As somebody else. */
  public Api as(String other) {
    return new Api(address, other, client);
  }

  /** Reads a path below {@code /api/v1}. */
  public Answer get(String path) {
    return send("GET", "/api/v1/" + path, null);
  }

  /** Sends a body to a path below {@code /api/v1}. */
  public Answer post(String path, String body) {
    return send("POST", "/api/v1/" + path, body);
  }

  /** Sends any request to the server. */
  public Answer send(String method, String path, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse(""),
          answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Puts an asset of a generic package; the path is REPOSITORY/NAMESPACE/NAME/VERSION/ASSET. */
  public int put(String path, String content) {
    int slash = path.indexOf('/');
    return send(
            "PUT",
            "/repositories/" + path.substring(0, slash) + "/generic" + path.substring(slash),
            content)
        .status();
  }

  /** Waits for so many events and returns all of them. */
  public List<JsonNode> events(int count) {
    var events = new ArrayList<JsonNode>();
    while (events.size() < count) {
      get("events?wait=10&after=" + events.size()).at("/events").forEach(events::add);
    }
    return events;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

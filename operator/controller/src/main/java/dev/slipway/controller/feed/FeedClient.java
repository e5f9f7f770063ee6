package dev.slipway.controller.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.core.feed.PackageEvent;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Asks package servers for events. Thread-safe. */
public final class FeedClient implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(15);

  /** More than a page of the longest events. */
  private static final long LARGEST = 32L << 20;

  private static final int LONGEST_PROBLEM = 300;

  /** Where the package server of a domain is. */
  public interface Addresses {
    String endpoint(String namespace, String domain);
  }

  /** Tokens for package servers. */
  public interface Tokens {
    /**
     * A token for a domain's package server.
     *
     * @throws FeedFailure when there is none
     */
    String token(String namespace, String domain) throws FeedFailure;

    /** Hears that a token was refused. */
    void refused(String namespace, String domain);
  }

  /**
   * A part of a log.
   *
   * @param there false when the log never had the event that was asked after
   * @param next what to ask after for what follows
   * @param last number of the newest event
   */
  record Page(boolean there, List<PackageEvent> events, long next, long last) {}

  /** A question that may be given up from another thread. */
  record Question(long after, int max, Duration longest, Consumer<CompletableFuture<?>> asked) {
    Question(long after, int max) {
      this(after, max, Duration.ZERO, _ -> {});
    }
  }

  private final Addresses addresses;
  private final Tokens tokens;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  public FeedClient(Addresses addresses, Tokens tokens) {
    this.addresses = addresses;
    this.tokens = tokens;
  }

  /**
   * Reads a page.
   *
   * @throws FeedFailure when there is no usable answer
   * @throws CancellationException when the question was given up
   */
  Page page(String namespace, String domain, Question question)
      throws FeedFailure, InterruptedException {
    var uri =
        URI.create(
            addresses.endpoint(namespace, domain)
                + "/api/v1/events?after=%d&max=%d&wait=%d"
                    .formatted(question.after(), question.max(), question.longest().toSeconds()));
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER.plus(question.longest()))
            .header("Authorization", "Bearer " + tokens.token(namespace, domain))
            .header("Accept", "application/json")
            .build();
    var response = send(request, question);
    return switch (response.statusCode()) {
      case HttpURLConnection.HTTP_OK -> read(uri, response.body());
      case HttpURLConnection.HTTP_GONE ->
          new Page(false, List.of(), 0, tree(uri, response.body()).path("last").asLong());
      default -> {
        if (response.statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
          tokens.refused(namespace, domain);
        }
        throw new FeedFailure(
            "%s answers %d: %s".formatted(uri, response.statusCode(), problem(response.body())),
            null);
      }
    };
  }

  private HttpResponse<String> send(HttpRequest request, Question question)
      throws FeedFailure, InterruptedException {
    var future = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST));
    question.asked().accept(future);
    try {
      return future.get();
    } catch (ExecutionException e) {
      var cause = e.getCause();
      throw new FeedFailure(
          "%s does not answer: %s"
              .formatted(
                  request.uri().resolve("/"),
                  cause.getMessage() == null
                      ? cause.getClass().getSimpleName()
                      : cause.getMessage()),
          cause);
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    }
  }

  private Page read(URI uri, String body) throws FeedFailure {
    var document = tree(uri, body);
    var events = new ArrayList<PackageEvent>();
    try {
      document.path("events").forEach(e -> events.add(PackageEvent.read(e)));
    } catch (IllegalArgumentException e) {
      throw new FeedFailure(uri + " has an event that cannot be used: " + e.getMessage(), e);
    }
    return new Page(
        true, List.copyOf(events), document.path("next").asLong(), document.path("last").asLong());
  }

  private JsonNode tree(URI uri, String body) throws FeedFailure {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      throw new FeedFailure(uri + " answers with what is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** What a problem document says, else the begin of the text. */
  private String problem(String body) {
    String text;
    try {
      text = json.readTree(body).path("detail").asText(body);
    } catch (IOException e) {
      text = body;
    }
    return text.length() <= LONGEST_PROBLEM ? text : text.substring(0, LONGEST_PROBLEM) + "…";
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

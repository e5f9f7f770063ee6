package dev.slipway.packages.upstream;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * All requests that leave for external repositories: redirects, retries, pauses and credentials are
 * decided here. Thread-safe.
 */
public final class Outbound {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MOST_REDIRECTS = 3;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private final InstantSource clock;
  private final ConcurrentMap<String, Breaker> breakers = new ConcurrentHashMap<>();
  private final Histogram latency;
  private final Counter answers;

  public Outbound(InstantSource clock, CollectorRegistry registry) {
    this.clock = clock;
    latency =
        Histogram.build("slipway_packages_upstream_seconds", "Time to an upstream's first byte.")
            .buckets(0.02, 0.1, 0.5, 2, 10, 60)
            .register(registry);
    answers =
        Counter.build(
                "slipway_packages_upstream_answers_total", "Answers of external repositories.")
            .labelNames("repository", "code")
            .register(registry);
  }

  /**
   * Sends a GET request.
   *
   * @return an answer with status 200, 304, 404 or 410, whose body the caller closes
   * @throws UpstreamException when the upstream gives no such answer, or is left alone for now
   */
  public HttpResponse<InputStream> get(
      ExternalRepository upstream, String url, Map<String, String> headers)
      throws IOException, InterruptedException {
    enter(upstream);
    HttpResponse<InputStream> response;
    try {
      response = followed(upstream, url, headers);
    } catch (IOException e) {
      answers.labels(upstream.repository(), "none").inc();
      breakers.compute(upstream.repository(), (_, b) -> closed(b).failed(clock.instant()));
      throw e instanceof UpstreamException ? e : new UpstreamException(url + ": " + reason(e));
    }
    answers.labels(upstream.repository(), Integer.toString(response.statusCode())).inc();
    return judged(upstream, url, response);
  }

  private void enter(ExternalRepository upstream) throws UpstreamException {
    var now = clock.instant();
    var pause = new Duration[] {Duration.ZERO};
    breakers.computeIfPresent(
        upstream.repository(),
        (_, b) -> {
          if (b.open(now)) {
            pause[0] = Duration.between(now, b.until());
            return b;
          }
          return b.trying(now, TIMEOUT);
        });
    if (!pause[0].isZero()) {
      throw new UpstreamException(
          "the external repository of "
              + upstream.repository()
              + " is not asked for now, because"
              + " it failed or said that it is asked too often",
          pause[0]);
    }
  }

  private HttpResponse<InputStream> judged(
      ExternalRepository upstream, String url, HttpResponse<InputStream> response)
      throws IOException {
    int status = response.statusCode();
    var key = upstream.repository();
    switch (status) {
      case 200, 304, 404, 410 -> {
        breakers.remove(key);
        return response;
      }
      default -> {
        response.body().close();
        var told = RetryAfter.parse(response.headers().firstValue("Retry-After"), clock.instant());
        if (told.isPresent() && (status == TOO_MANY || status >= SERVER_ERROR)) {
          breakers.compute(key, (_, b) -> closed(b).told(clock.instant(), told.get()));
        } else if (status == TOO_MANY || status >= SERVER_ERROR) {
          breakers.compute(key, (_, b) -> closed(b).failed(clock.instant()));
        } else {
          breakers.remove(key);
        }
        var message = url + " answers with status " + status;
        throw told.isPresent()
            ? new UpstreamException(message, told.get())
            : new UpstreamException(message);
      }
    }
  }

  private static Breaker closed(Breaker known) {
    return known == null ? Breaker.CLOSED : known;
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private HttpResponse<InputStream> followed(
      ExternalRepository upstream, String url, Map<String, String> headers)
      throws IOException, InterruptedException {
    var at = uri(url);
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      var response = send(upstream, at, headers);
      var to = response.headers().firstValue("Location");
      if (response.statusCode() / 100 != 3 || response.statusCode() == 304 || to.isEmpty()) {
        return response;
      }
      response.body().close();
      at = at.resolve(uri(to.get()));
    }
    throw new UpstreamException(url + " redirects more than " + MOST_REDIRECTS + " times");
  }

  private static URI uri(String url) throws UpstreamException {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new UpstreamException("not an address: " + url.replaceAll("[^\\x21-\\x7e]", "?"));
    }
  }

  private HttpResponse<InputStream> send(
      ExternalRepository upstream, URI at, Map<String, String> headers)
      throws IOException, InterruptedException {
    if (!"http".equals(at.getScheme()) && !"https".equals(at.getScheme())) {
      throw new UpstreamException("not an address of HTTP: " + at);
    }
    var request = HttpRequest.newBuilder(at).timeout(TIMEOUT).GET();
    headers.forEach(request::header);
    if (!upstream.authorization().isEmpty() && Addresses.below(at, upstream.url())) {
      request.header("Authorization", upstream.authorization());
    }
    try (var _ = latency.startTimer()) {
      return upstream.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }
  }
}

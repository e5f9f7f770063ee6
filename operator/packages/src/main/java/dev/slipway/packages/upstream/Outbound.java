package dev.slipway.packages.upstream;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * All requests that leave for external repositories: where they may go, redirects, retries, pauses
 * and credentials are decided here. Thread-safe.
 */
public final class Outbound {

  /**
   * An answer that may be used.
   *
   * @param status 200, 304, 404 or 410
   * @param body the caller closes it
   */
  public record Answer(int status, HttpHeaders headers, InputStream body) {}

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** How often a stream is looked at in the time that it may send nothing. */
  private static final long LOOKS = 4;

  private static final int MOST_REDIRECTS = 3;
  private static final int MOST_BREAKERS = 10_000;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private final InstantSource clock;
  private final Destinations destinations;
  private final Duration patience;
  private final ConcurrentMap<String, Breaker> breakers = new ConcurrentHashMap<>();
  private final Set<Patient> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("upstreams").daemon().factory());
  private final Histogram latency;
  private final Counter answers;

  public Outbound(InstantSource clock, CollectorRegistry registry) {
    this(clock, registry, Destinations.STRICT);
  }

  /**
   * Requests that go only where they may.
   *
   * @param destinations where a remote may be led
   */
  public Outbound(InstantSource clock, CollectorRegistry registry, Destinations destinations) {
    this(clock, registry, destinations, TIMEOUT);
  }

  /**
   * For tests.
   *
   * @param patience with an upstream that sends nothing
   */
  Outbound(
      InstantSource clock,
      CollectorRegistry registry,
      Destinations destinations,
      Duration patience) {
    this.clock = clock;
    this.destinations = destinations;
    this.patience = patience;
    long pause = Math.max(1, patience.toMillis() / LOOKS);
    var _ =
        watcher.scheduleWithFixedDelay(
            () -> open.forEach(Patient::look), pause, pause, TimeUnit.MILLISECONDS);
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
   * @return an answer whose body fails to be read when it does not go on
   * @throws UpstreamException when the upstream gives no such answer, is left alone for now, or
   *     leads where nobody is led
   */
  public Answer get(ExternalRepository upstream, String url, Map<String, String> headers)
      throws IOException, InterruptedException {
    var at = uri(url);
    admit(upstream, uri(upstream.url()), at);
    var key = upstream.repository() + " " + at.getRawAuthority();
    enter(upstream, key);
    HttpResponse<InputStream> response;
    try {
      response = followed(upstream, at, headers);
    } catch (UpstreamException e) {
      // It did answer, so nothing is wrong with the upstream's health.
      breakers.remove(key);
      throw e;
    } catch (IOException e) {
      answers.labels(upstream.repository(), "none").inc();
      breakers.compute(key, (_, b) -> closed(b).failed(clock.instant()));
      throw new UpstreamException(shown(at) + ": " + reason(e));
    }
    answers.labels(upstream.repository(), Integer.toString(response.statusCode())).inc();
    return judged(key, shown(at), response);
  }

  private void admit(ExternalRepository upstream, URI from, URI at) throws IOException {
    Optional<String> problem;
    try {
      problem = destinations.problem(uri(upstream.url()), from, at);
    } catch (UnknownHostException e) {
      throw new UpstreamException(shown(at) + ": there is no host of this name");
    }
    if (problem.isPresent()) {
      answers.labels(upstream.repository(), "refused").inc();
      throw UpstreamException.refusing(
          "repository " + upstream.repository() + " is led to " + shown(at) + ": " + problem.get());
    }
  }

  /** Without users, passwords and signatures, which nobody else is to read. */
  private static String shown(URI at) {
    return at.getHost() == null
        ? at.getScheme() + ":"
        : at.getScheme()
            + "://"
            + at.getHost()
            + (at.getPort() < 0 ? "" : ":" + at.getPort())
            + at.getRawPath();
  }

  /** Hosts are left alone one by one: a bad file server says nothing of the index. */
  private void enter(ExternalRepository upstream, String key) throws UpstreamException {
    if (breakers.size() > MOST_BREAKERS) {
      breakers.clear();
    }
    var now = clock.instant();
    var pause = new Duration[] {Duration.ZERO};
    breakers.computeIfPresent(
        key,
        (_, b) -> {
          if (b.open(now)) {
            pause[0] = Duration.between(now, b.until());
            return b;
          }
          return b.trying(now, patience);
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

  private Answer judged(String key, String url, HttpResponse<InputStream> response)
      throws IOException {
    int status = response.statusCode();
    switch (status) {
      case 200, 304, 404, 410 -> {
        breakers.remove(key);
        return new Answer(status, response.headers(), new Patient(response.body(), patience, open));
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
      ExternalRepository upstream, URI first, Map<String, String> headers)
      throws IOException, InterruptedException {
    var at = first;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      var response = send(upstream, at, headers);
      try {
        admit(upstream, at, at);
      } catch (IOException e) {
        response.body().close();
        throw e;
      }
      var to = response.headers().firstValue("Location");
      if (response.statusCode() / 100 != 3 || response.statusCode() == 304 || to.isEmpty()) {
        return response;
      }
      response.body().close();
      var next = at.resolve(uri(to.get()));
      admit(upstream, at, next);
      at = next;
    }
    throw new UpstreamException(shown(first) + " redirects more than " + MOST_REDIRECTS + " times");
  }

  private static URI uri(String url) throws UpstreamException {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw UpstreamException.refusing("not an address: " + url.replaceAll("[^\\x21-\\x7e]", "?"));
    }
  }

  private HttpResponse<InputStream> send(
      ExternalRepository upstream, URI at, Map<String, String> headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(at).timeout(patience).GET();
    headers.forEach(request::header);
    if (!upstream.authorization().isEmpty() && Addresses.below(at, upstream.url())) {
      request.header("Authorization", upstream.authorization());
    }
    try (var _ = latency.startTimer()) {
      return upstream.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }
  }
}

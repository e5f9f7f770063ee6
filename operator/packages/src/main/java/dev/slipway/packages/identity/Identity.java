package dev.slipway.packages.identity;

import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.identity.jwt.Claims;
import dev.slipway.packages.identity.jwt.JsonWebToken;
import dev.slipway.packages.thread.ConnectionThread;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows callers by their ServiceAccount token, or by one of the server's own, as bearer or as the
 * password of basic authentication. What the API server said is believed as {@link Belief} has it.
 * ServiceAccounts of the domain's namespace may read packages and use the store; everything else is
 * asked of the API server. Thread-safe.
 */
public final class Identity implements Access {

  private static final Logger LOG = LoggerFactory.getLogger(Identity.class);
  private static final String READ = "get";
  private static final int MOST = 10_000;
  private static final int SERVER_ERROR = 500;
  private static final int LONGEST_TOKEN = 16 << 10;

  /** An API server that did not answer is not asked again for so long: nobody has to wait. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  private record Known(Optional<Caller> caller, Instant at, Instant expires) {}

  private record Decision(boolean allowed, Instant at) {}

  private final ApiReviews reviews;
  private final OwnTokens tokens;
  private final String namespace;
  private final String domain;
  private final InstantSource clock;
  private final Remembered<Known> callers;
  private final Remembered<Known> strangers;
  private final Remembered<Decision> decisions;
  private final SingleFlight<Known> asked = new SingleFlight<>();
  private final SingleFlight<Boolean> askedIfMay = new SingleFlight<>();
  private final Counter unchecked;
  private final Gauge answers;
  private volatile Instant silentUntil = Instant.MIN;

  /**
   * @param client one that gives up soon when the API server does not answer
   * @param domain name of the domain
   * @param audience of the domain's tokens
   * @param tokens the server's own
   */
  public Identity(
      KubernetesClient client,
      String namespace,
      String domain,
      String audience,
      OwnTokens tokens,
      InstantSource clock,
      CollectorRegistry registry) {
    this(client, namespace, domain, audience, tokens, clock, registry, MOST);
  }

  /**
   * @param most how many callers, strangers and decisions are remembered, each
   */
  Identity(
      KubernetesClient client,
      String namespace,
      String domain,
      String audience,
      OwnTokens tokens,
      InstantSource clock,
      CollectorRegistry registry,
      int most) {
    callers = new Remembered<>(most);
    strangers = new Remembered<>(most);
    decisions = new Remembered<>(most);
    reviews = new ApiReviews(client, namespace, audience);
    this.namespace = namespace;
    this.domain = domain;
    this.tokens = tokens;
    this.clock = clock;
    unchecked =
        Counter.build(
                "slipway_packages_identity_unchecked_total",
                "Requests that were believed although the API server did not answer.")
            .register(registry);
    answers =
        Gauge.build(
                "slipway_packages_identity_api_answers",
                "1 when the API server answered the last question about a caller, else 0.")
            .register(registry);
    answers.set(1);
  }

  @Override
  public Optional<Caller> caller(String header) {
    return Credentials.token(header)
        .filter(t -> t.length() <= LONGEST_TOKEN)
        .flatMap(t -> OwnTokens.own(t) ? tokens.caller(t) : ofCluster(t));
  }

  private Optional<Caller> ofCluster(String token) {
    var key = hash(token);
    var known = callers.get(key).or(() -> strangers.get(key));
    var now = clock.instant();
    if (known.filter(k -> fresh(k, now)).isPresent()) {
      return known.get().caller();
    }
    var expires =
        JsonWebToken.parse(token).flatMap(t -> Claims.time(t.claims(), "exp")).orElse(Instant.MAX);
    if (!now.isBefore(expires)) {
      return Optional.empty();
    }
    ConnectionThread.mayWait();
    try {
      return asked.ask(key, () -> review(token, key, expires)).caller();
    } catch (KubernetesClientException e) {
      if (known.filter(k -> alone(k, now)).isPresent()) {
        unchecked.inc();
        return known.get().caller();
      }
      throw new Unanswered("the API server does not say now whose token this is");
    }
  }

  private static boolean fresh(Known known, Instant now) {
    return Belief.fresh(known.caller().isPresent(), known.at(), known.expires(), now);
  }

  private static boolean alone(Known known, Instant now) {
    return Belief.alone(known.caller().isPresent(), known.at(), known.expires(), now);
  }

  private Known review(String token, String key, Instant expires) {
    // Somebody may have got the answer between the look and the question.
    var now = clock.instant();
    var before = callers.get(key).or(() -> strangers.get(key)).filter(k -> fresh(k, now));
    if (before.isPresent()) {
      return before.get();
    }
    var caller = answered(() -> reviews.caller(token));
    var fresh = new Known(caller, now, expires);
    (caller.isPresent() ? callers : strangers).put(key, fresh);
    if (caller.isEmpty() && callers.get(key).isPresent()) {
      callers.put(key, fresh);
    }
    return fresh;
  }

  private interface Question<V> {
    V ask();
  }

  private <V> V answered(Question<V> question) {
    if (clock.instant().isBefore(silentUntil)) {
      throw new KubernetesClientException("it did not answer a moment ago");
    }
    try {
      var answer = question.ask();
      answers.set(1);
      return answer;
    } catch (KubernetesClientException e) {
      if (e.getCode() == 0 || e.getCode() >= SERVER_ERROR) {
        silentUntil = clock.instant().plus(SILENCE);
      }
      answers.set(0);
      LOG.warn("the API server does not answer about a caller: {}", e.getMessage());
      throw e;
    }
  }

  @Override
  public boolean mayUse(Caller caller, String verb, String repository) {
    return (READ.equals(verb) && caller.isAccountOf(namespace))
        || allowed(caller, verb, "repositories", "packages", repository);
  }

  @Override
  public boolean mayUseStore(Caller caller, String domain) {
    return caller.isAccountOf(namespace) || allowed(caller, "update", "domains", "store", domain);
  }

  @Override
  public boolean mayRevoke(Caller caller) {
    return allowed(caller, "delete", "domains", "tokens", domain);
  }

  @Override
  public boolean mayFollow(Caller caller) {
    return caller.isAccountOf(namespace) || allowed(caller, READ, "domains", "events", domain);
  }

  @Override
  public boolean mayAdminister(Caller caller, String verb, String domain) {
    return allowed(caller, verb, "domains", "archive", domain);
  }

  private boolean allowed(
      Caller caller, String verb, String resource, String subresource, String name) {
    var key =
        String.join(
            "\0",
            caller.user(),
            String.valueOf(caller.uid()),
            String.join("\1", caller.groups()),
            verb,
            resource,
            subresource,
            name);
    var now = clock.instant();
    var known = decisions.get(key);
    if (known.filter(d -> Belief.freshDecision(d.allowed(), d.at(), now)).isPresent()) {
      return known.get().allowed();
    }
    ConnectionThread.mayWait();
    try {
      var allowed =
          askedIfMay.ask(
              key,
              () -> answered(() -> reviews.allowed(caller, verb, resource, subresource, name)));
      decisions.put(key, new Decision(allowed, now));
      return allowed;
    } catch (KubernetesClientException e) {
      if (known.filter(d -> Belief.aloneDecision(d.allowed(), verb, d.at(), now)).isPresent()) {
        unchecked.inc();
        return true;
      }
      throw new Unanswered(
          "the API server does not say now whether " + caller.user() + " may do this");
    }
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

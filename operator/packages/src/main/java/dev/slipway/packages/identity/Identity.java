package dev.slipway.packages.identity;

import dev.slipway.packages.thread.ConnectionThread;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows callers by their ServiceAccount token, as bearer or as the password of basic
 * authentication. A verified token is believed for two minutes, and for ten while the API server
 * does not answer. ServiceAccounts of the domain's namespace may read packages and use the store;
 * everything else is asked of the API server. Thread-safe.
 */
public final class Identity implements Access {

  private static final Logger LOG = LoggerFactory.getLogger(Identity.class);
  private static final Duration BELIEVED = Duration.ofMinutes(2);
  private static final Duration BELIEVED_ALONE = Duration.ofMinutes(10);
  private static final Duration REFUSED = Duration.ofSeconds(10);
  private static final int MOST = 10_000;

  private record Known(Optional<Caller> caller, Instant at) {}

  private record Decision(boolean allowed, Instant at) {}

  private final KubernetesClient client;
  private final String namespace;
  private final String audience;
  private final InstantSource clock;
  private final ConcurrentMap<String, Known> callers = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Decision> decisions = new ConcurrentHashMap<>();

  public Identity(KubernetesClient client, String namespace, String audience, InstantSource clock) {
    this.client = client;
    this.namespace = namespace;
    this.audience = audience;
    this.clock = clock;
  }

  @Override
  public Optional<Caller> caller(String header) {
    return Credentials.token(header).flatMap(this::verified);
  }

  private Optional<Caller> verified(String token) {
    var key = hash(token);
    var known = callers.get(key);
    var now = clock.instant();
    if (known != null) {
      var life = known.caller().isPresent() ? BELIEVED : REFUSED;
      if (now.isBefore(known.at().plus(life))) {
        return known.caller();
      }
    }
    ConnectionThread.mayWait();
    try {
      var fresh = review(token);
      bound(callers);
      callers.put(key, new Known(fresh, now));
      return fresh;
    } catch (KubernetesClientException e) {
      LOG.warn("a token cannot be checked: {}", e.getMessage());
      return known != null && now.isBefore(known.at().plus(BELIEVED_ALONE))
          ? known.caller()
          : Optional.empty();
    }
  }

  private Optional<Caller> review(String token) {
    var status =
        client
            .resource(
                new TokenReviewBuilder()
                    .withNewSpec()
                    .withToken(token)
                    .withAudiences(audience)
                    .endSpec()
                    .build())
            .create()
            .getStatus();
    if (!Boolean.TRUE.equals(status.getAuthenticated())) {
      return Optional.empty();
    }
    var user = status.getUser();
    return Optional.of(
        new Caller(
            user.getUsername(),
            user.getUid(),
            user.getGroups() == null ? List.of() : List.copyOf(user.getGroups())));
  }

  @Override
  public boolean mayUse(Caller caller, String verb, String repository) {
    return ("get".equals(verb) && caller.isAccountOf(namespace))
        || allowed(caller, verb, "repositories", "packages", repository);
  }

  @Override
  public boolean mayUseStore(Caller caller, String domain) {
    return caller.isAccountOf(namespace) || allowed(caller, "update", "domains", "store", domain);
  }

  private boolean allowed(
      Caller caller, String verb, String resource, String subresource, String name) {
    var key = String.join("\0", caller.user(), verb, resource, subresource, name);
    var now = clock.instant();
    var known = decisions.get(key);
    if (known != null && now.isBefore(known.at().plus(REFUSED))) {
      return known.allowed();
    }
    ConnectionThread.mayWait();
    try {
      var review =
          client
              .resource(
                  new SubjectAccessReviewBuilder()
                      .withNewSpec()
                      .withUser(caller.user())
                      .withUid(caller.uid())
                      .withGroups(caller.groups())
                      .withExtra(Map.of())
                      .withNewResourceAttributes()
                      .withGroup("slipway.dev")
                      .withResource(resource)
                      .withSubresource(subresource)
                      .withNamespace(namespace)
                      .withName(name)
                      .withVerb(verb)
                      .endResourceAttributes()
                      .endSpec()
                      .build())
              .create();
      var answer = Boolean.TRUE.equals(review.getStatus().getAllowed());
      bound(decisions);
      decisions.put(key, new Decision(answer, now));
      return answer;
    } catch (KubernetesClientException e) {
      LOG.warn("access cannot be checked: {}", e.getMessage());
      return known != null && known.allowed();
    }
  }

  private static void bound(ConcurrentMap<String, ?> map) {
    if (map.size() >= MOST) {
      map.clear();
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

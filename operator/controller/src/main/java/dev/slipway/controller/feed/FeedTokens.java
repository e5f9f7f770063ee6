package dev.slipway.controller.feed;

import dev.slipway.core.build.PackageAccess;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Tokens of the operator's own ServiceAccount, each for one domain's package server alone: whoever
 * answers in its place can do nothing with it elsewhere. Thread-safe.
 */
public final class FeedTokens implements FeedClient.Tokens {

  /** Asked for; the API server may give another one. */
  private static final Duration LIFETIME = Duration.ofHours(1);

  /** A token is used no longer than that before its end. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private record Token(String text, Instant renew) {}

  private final KubernetesClient client;
  private final String namespace;
  private final String account;
  private final InstantSource clock;
  private final ConcurrentMap<String, Token> tokens = new ConcurrentHashMap<>();

  /**
   * @param namespace of the operator
   * @param account name of the operator's ServiceAccount
   */
  public FeedTokens(
      KubernetesClient client, String namespace, String account, InstantSource clock) {
    this.client = client;
    this.namespace = namespace;
    this.account = account;
    this.clock = clock;
  }

  @Override
  public String token(String ofNamespace, String domain) throws FeedFailure {
    var audience = PackageAccess.audience(ofNamespace, domain);
    var known = tokens.get(audience);
    if (known != null && clock.instant().isBefore(known.renew())) {
      return known.text();
    }
    try {
      var status =
          client
              .serviceAccounts()
              .inNamespace(namespace)
              .withName(account)
              .tokenRequest(
                  new TokenRequestBuilder()
                      .withNewSpec()
                      .withAudiences(audience)
                      .withExpirationSeconds(LIFETIME.toSeconds())
                      .endSpec()
                      .build())
              .getStatus();
      var end = Instant.parse(status.getExpirationTimestamp());
      tokens.put(audience, new Token(status.getToken(), end.minus(MARGIN)));
      return status.getToken();
    } catch (KubernetesClientException e) {
      throw new FeedFailure(
          "the API server gives no token of ServiceAccount %s/%s: %s"
              .formatted(namespace, account, e.getMessage()),
          e);
    }
  }

  @Override
  public void refused(String ofNamespace, String domain) {
    tokens.remove(PackageAccess.audience(ofNamespace, domain));
  }
}

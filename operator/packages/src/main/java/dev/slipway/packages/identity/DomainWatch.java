package dev.slipway.packages.identity;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.TrustedIdentity;
import dev.slipway.api.value.Durations;
import dev.slipway.packages.identity.TokenExchange.Trusted;
import dev.slipway.packages.identity.jwt.IssuerKeys;
import dev.slipway.packages.trust.Clients;
import dev.slipway.packages.trust.NamedCertificates;
import dev.slipway.packages.watch.SpecHandler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the exchange of tokens trust whom the domain names. Thread-safe. */
public final class DomainWatch implements SpecHandler<Domain> {

  private static final Logger LOG = LoggerFactory.getLogger(DomainWatch.class);
  private static final Duration LIFE = Duration.ofHours(1);

  private record Issuer(String issuer, String certificates) {}

  private final NamedCertificates certificates;
  private final String namespace;
  private final String audience;
  private final TokenExchange exchange;
  private final InstantSource clock;
  private final Map<Issuer, IssuerKeys> keys = new HashMap<>();
  private List<TrustedIdentity> identities = List.of();
  private String problems = "";

  /**
   * @param audience of tokens for which an identity names none
   */
  public DomainWatch(
      KubernetesClient client,
      String namespace,
      String audience,
      TokenExchange exchange,
      InstantSource clock) {
    certificates = new NamedCertificates(client, namespace);
    this.namespace = namespace;
    this.audience = audience;
    this.exchange = exchange;
    this.clock = clock;
  }

  @Override
  public synchronized void onAdd(Domain domain) {
    identities = domain.getSpec().identities();
    refresh();
  }

  @Override
  public synchronized void onDelete(Domain domain, boolean unknown) {
    identities = List.of();
    refresh();
  }

  /** Reads again which certificates the identities name. */
  public synchronized void refresh() {
    var trusted = new ArrayList<Trusted>();
    var wrong = new ArrayList<String>();
    for (var identity : identities) {
      try {
        trusted.add(trusted(identity));
      } catch (IOException | KubernetesClientException | IllegalArgumentException e) {
        wrong.add(identity.issuer() + " is not trusted: " + e.getMessage());
      }
    }
    exchange.trust(trusted);
    var all = String.join("; ", wrong);
    if (!all.isEmpty() && !all.equals(problems)) {
      LOG.error("identities of the domain: {}", all);
    }
    problems = all;
  }

  private Trusted trusted(TrustedIdentity identity) throws IOException {
    var issuer = new Issuer(identity.issuer(), certificates.read("caRef", identity.caRef()));
    var known = keys.get(issuer);
    if (known == null) {
      known = new IssuerKeys(identity.issuer(), Clients.make(issuer.certificates(), ""), clock);
      keys.put(issuer, known);
    }
    return new Trusted(
        identity.issuer(),
        identity.audience() == null ? audience : identity.audience(),
        identity.claims(),
        caller(identity),
        identity.ttl() == null ? LIFE : Durations.parse(identity.ttl()),
        known);
  }

  private Caller caller(TrustedIdentity identity) {
    if (identity.serviceAccount() != null) {
      return Caller.account(namespace, identity.serviceAccount().name());
    }
    var groups = new ArrayList<>(identity.groups());
    groups.add("system:authenticated");
    return new Caller(identity.user(), "", List.copyOf(groups));
  }
}

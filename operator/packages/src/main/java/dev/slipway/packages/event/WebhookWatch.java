package dev.slipway.packages.event;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.DomainWebhook;
import dev.slipway.packages.trust.NamedCertificates;
import dev.slipway.packages.watch.SpecHandler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has those told of events whom the domain names. What a webhook names is read again by {@link
 * #refresh}; when that fails, it is told as before. Thread-safe.
 */
public final class WebhookWatch implements SpecHandler<Domain> {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookWatch.class);
  private static final String KEY = "secret";

  private record Known(DomainWebhook spec, Webhook webhook) {}

  private final KubernetesClient client;
  private final String namespace;
  private final NamedCertificates certificates;
  private final Webhooks webhooks;
  private final Map<String, Known> known = new HashMap<>();
  private List<DomainWebhook> wanted = List.of();
  private String problems = "";

  public WebhookWatch(KubernetesClient client, String namespace, Webhooks webhooks) {
    this.client = client;
    this.namespace = namespace;
    this.webhooks = webhooks;
    certificates = new NamedCertificates(client, namespace);
  }

  @Override
  public synchronized void onAdd(Domain domain) {
    wanted = domain.getSpec().webhooks();
    refresh(true);
  }

  @Override
  public synchronized void onDelete(Domain domain, boolean unknown) {
    wanted = List.of();
    refresh(true);
  }

  /**
   * Reads again what webhooks name.
   *
   * @param all false for doing so only when something was wrong
   */
  public synchronized void refresh(boolean all) {
    if (!all && problems.isEmpty()) {
      return;
    }
    var wrong = new ArrayList<String>();
    var usable = new ArrayList<Webhook>();
    for (var spec : wanted) {
      try {
        known.put(spec.name(), new Known(spec, webhook(spec)));
      } catch (IOException | KubernetesClientException | IllegalArgumentException e) {
        wrong.add("webhook " + spec.name() + ": " + e.getMessage());
        if (all) {
          webhooks.unusable(spec.name());
        }
      }
      var now = known.get(spec.name());
      if (now != null && now.spec().equals(spec)) {
        usable.add(now.webhook());
      }
    }
    var names = wanted.stream().map(DomainWebhook::name).collect(Collectors.toSet());
    known.keySet().retainAll(names);
    set(usable, names, wrong);
    var text = String.join("; ", wrong);
    if (!text.isEmpty() && !text.equals(problems)) {
      LOG.error("webhooks of the domain: {}", text);
    }
    problems = text;
  }

  private void set(List<Webhook> usable, Set<String> names, List<String> wrong) {
    try {
      webhooks.set(usable, names);
    } catch (IOException e) {
      wrong.add("the places of webhooks cannot be kept: " + e.getMessage());
    }
  }

  private Webhook webhook(DomainWebhook spec) throws IOException {
    return new Webhook(
        spec.name(),
        URI.create(spec.url()),
        secret(spec.secretRef().name()),
        Set.copyOf(spec.repositories()),
        spec.formats().stream().map(Enum::name).collect(Collectors.toSet()),
        certificates.read("caRef", spec.caRef()));
  }

  /** A Secret is often made of a file, which ends in a line break. */
  private String secret(String name) throws IOException {
    var secret = client.secrets().inNamespace(namespace).withName(name).get();
    if (secret == null || secret.getData() == null || !secret.getData().containsKey(KEY)) {
      throw new IOException(
          "secretRef: there is no Secret " + name + " with a key " + KEY + "; create it");
    }
    var text =
        new String(Base64.getDecoder().decode(secret.getData().get(KEY)), StandardCharsets.UTF_8)
            .strip();
    if (text.isEmpty()) {
      throw new IOException("secretRef: key " + KEY + " of Secret " + name + " is empty");
    }
    return text;
  }
}

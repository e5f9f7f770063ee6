package dev.slipway.packages;

import dev.slipway.api.v1alpha1.KeyReference;
import dev.slipway.api.v1alpha1.Repository;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The repositories of this domain, kept as the API server has them. Thread-safe. */
public final class Repositories implements ResourceEventHandler<Repository> {

  private static final Logger LOG = LoggerFactory.getLogger(Repositories.class);

  private final KubernetesClient client;
  private final String domain;
  private final ConcurrentMap<String, RepositoryView> views = new ConcurrentHashMap<>();

  public Repositories(KubernetesClient client, String domain) {
    this.client = client;
    this.domain = domain;
  }

  public Optional<RepositoryView> find(String name) {
    return Optional.ofNullable(views.get(name));
  }

  /** The repository and what it asks for what it lacks, in order, each once. */
  public List<RepositoryView> chain(RepositoryView first) {
    var chain = new ArrayList<RepositoryView>();
    collect(first, new HashSet<>(), chain);
    return chain;
  }

  private void collect(RepositoryView view, Set<String> seen, List<RepositoryView> chain) {
    if (!seen.add(view.name())) {
      return;
    }
    chain.add(view);
    for (var upstream : view.upstreams()) {
      find(upstream).ifPresent(v -> collect(v, seen, chain));
    }
  }

  @Override
  public void onAdd(Repository repository) {
    var name = repository.getMetadata().getName();
    var spec = repository.getSpec();
    if (!domain.equals(spec.domain() == null ? "default" : spec.domain())) {
      views.remove(name);
      return;
    }
    try {
      var remote = spec.remote();
      views.put(
          name,
          new RepositoryView(
              name,
              spec.upstreams(),
              remote == null ? null : remote.url().replaceAll("/+$", ""),
              remote == null
                  ? null
                  : http(
                      Optional.ofNullable(remote.caRef()), repository.getMetadata().getNamespace()),
              Boolean.TRUE.equals(spec.anonymousRead())));
      LOG.info("repository {} is served", name);
    } catch (GeneralSecurityException | IOException e) {
      views.remove(name);
      LOG.error("repository {}: {}", name, e.getMessage());
    }
  }

  @Override
  public void onUpdate(Repository old, Repository repository) {
    if (!old.getMetadata().getGeneration().equals(repository.getMetadata().getGeneration())) {
      onAdd(repository);
    }
  }

  @Override
  public void onDelete(Repository repository, boolean unknown) {
    views.remove(repository.getMetadata().getName());
  }

  private HttpClient http(Optional<KeyReference> ca, String namespace)
      throws GeneralSecurityException, IOException {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(10));
    if (ca.isPresent()) {
      builder.sslContext(context(certificates(ca.get(), namespace)));
    }
    return builder.build();
  }

  private String certificates(KeyReference ca, String namespace) throws IOException {
    var map = client.configMaps().inNamespace(namespace).withName(ca.name()).get();
    if (map == null || map.getData() == null || !map.getData().containsKey(ca.key())) {
      throw new IOException("there is no key " + ca.key() + " in a ConfigMap " + ca.name());
    }
    return map.getData().get(ca.key());
  }

  private static SSLContext context(String pem) throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null);
    int number = 0;
    for (var certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))) {
      store.setCertificateEntry("ca" + number++, certificate);
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}

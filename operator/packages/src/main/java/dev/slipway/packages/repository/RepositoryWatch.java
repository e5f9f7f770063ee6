package dev.slipway.packages.repository;

import dev.slipway.api.v1alpha1.KeyReference;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.api.v1alpha1.RepositorySpec;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.RetentionRule;
import dev.slipway.packages.upstream.ExternalRepository;
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
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a catalog as the API server has the repositories of a domain. */
public final class RepositoryWatch implements ResourceEventHandler<Repository> {

  private static final Logger LOG = LoggerFactory.getLogger(RepositoryWatch.class);

  private final KubernetesClient client;
  private final String domain;
  private final Catalog catalog;

  public RepositoryWatch(KubernetesClient client, String domain, Catalog catalog) {
    this.client = client;
    this.domain = domain;
    this.catalog = catalog;
  }

  @Override
  public void onAdd(Repository repository) {
    var name = repository.getMetadata().getName();
    var spec = repository.getSpec();
    if (!domain.equals(spec.domain() == null ? "default" : spec.domain())) {
      catalog.remove(name);
      return;
    }
    try {
      var remote = spec.remote();
      catalog.put(
          new RepositoryView(
              name,
              spec.upstreams(),
              remote == null
                  ? null
                  : new ExternalRepository(
                      name,
                      Format.valueOf(remote.format().name()),
                      remote.url().replaceAll("/+$", ""),
                      http(
                          Optional.ofNullable(remote.caRef()),
                          repository.getMetadata().getNamespace()),
                      ""),
              Boolean.TRUE.equals(spec.anonymousRead()),
              retention(name, spec)));
      LOG.info("repository {} is served", name);
    } catch (GeneralSecurityException | IOException e) {
      catalog.remove(name);
      LOG.error("repository {}: {}", name, e.getMessage());
    }
  }

  /** Rules that cannot be read delete nothing; the repository is served all the same. */
  private static List<RetentionRule> retention(String name, RepositorySpec spec) {
    try {
      return RetentionRules.of(spec.retention());
    } catch (IllegalArgumentException e) {
      LOG.error("repository {}: retention: {}", name, e.getMessage());
      return List.of();
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
    catalog.remove(repository.getMetadata().getName());
  }

  private HttpClient http(Optional<KeyReference> ca, String namespace)
      throws GeneralSecurityException, IOException {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
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

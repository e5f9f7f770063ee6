package dev.slipway.controller.git;

import dev.slipway.api.v1alpha1.KeyReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Reads the credentials and certificates that a query names, one by one, at each look. */
public final class GitSecrets implements GitPoller.Keys {

  private final KubernetesClient client;

  public GitSecrets(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Resolves the references of a query.
   *
   * @throws GitFailure naming the object or key that is missing
   */
  @Override
  public GitAccess access(
      String namespace, String url, Optional<String> secretName, Optional<KeyReference> ca)
      throws GitFailure {
    Optional<GitCredentials> credentials = Optional.empty();
    if (secretName.isPresent()) {
      credentials = Optional.of(credentials(namespace, secretName.get()));
    }
    Optional<String> certificates = Optional.empty();
    if (ca.isPresent()) {
      certificates = Optional.of(certificates(namespace, ca.get()));
    }
    return new GitAccess(url, credentials, certificates);
  }

  private GitCredentials credentials(String namespace, String name) throws GitFailure {
    try {
      var secret = client.secrets().inNamespace(namespace).withName(name).get();
      if (secret == null) {
        throw new GitFailure("secretRef: there is no Secret " + name + " in " + namespace);
      }
      var data = secret.getData() == null ? java.util.Map.<String, String>of() : secret.getData();
      return GitCredentials.from(data)
          .orElseThrow(
              () ->
                  new GitFailure(
                      "secretRef: Secret "
                          + name
                          + " has neither token nor username and password"));
    } catch (KubernetesClientException e) {
      throw new GitFailure("secretRef: Secret " + name + " cannot be read", e);
    }
  }

  private String certificates(String namespace, KeyReference ca) throws GitFailure {
    try {
      var map = client.configMaps().inNamespace(namespace).withName(ca.name()).get();
      if (map == null) {
        throw new GitFailure("caRef: there is no ConfigMap " + ca.name() + " in " + namespace);
      }
      var text = map.getData() == null ? null : map.getData().get(ca.key());
      if (text == null) {
        throw new GitFailure("caRef: ConfigMap " + ca.name() + " has no key " + ca.key());
      }
      return text;
    } catch (KubernetesClientException e) {
      throw new GitFailure("caRef: ConfigMap " + ca.name() + " cannot be read", e);
    }
  }
}

package dev.slipway.packages.trust;

import dev.slipway.api.v1alpha1.KeyReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;

/** The certificates that resources of a namespace name. */
public record NamedCertificates(KubernetesClient client, String namespace) {

  /**
   * The PEM text that a field names.
   *
   * @param field its path, for the error
   * @param named null for none
   * @return empty when none is named
   * @throws IOException when it is not there
   */
  public String read(String field, KeyReference named) throws IOException {
    if (named == null) {
      return "";
    }
    var map = client.configMaps().inNamespace(namespace).withName(named.name()).get();
    if (map == null || map.getData() == null || !map.getData().containsKey(named.key())) {
      throw new IOException(
          field + ": there is no key " + named.key() + " in a ConfigMap " + named.name());
    }
    return map.getData().get(named.key());
  }
}

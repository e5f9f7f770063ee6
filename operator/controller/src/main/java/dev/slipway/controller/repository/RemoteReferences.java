package dev.slipway.controller.repository;

import dev.slipway.api.v1alpha1.KeyReference;
import dev.slipway.api.v1alpha1.LocalReference;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.api.value.BuiltinRemotes;
import dev.slipway.controller.git.GitFailure;
import dev.slipway.controller.git.TrustedClients;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** Looks after what the remote of a repository names. */
public final class RemoteReferences {

  private final KubernetesClient client;
  private final Map<String, String> settings;

  /**
   * @param settings addresses of builtin remotes, by variable
   */
  public RemoteReferences(KubernetesClient client, Map<String, String> settings) {
    this.client = client;
    this.settings = Map.copyOf(settings);
  }

  /** What is wrong, with the name of the field; null when nothing is. */
  String problem(Repository repository) {
    var remote = repository.getSpec().remote();
    if (remote == null) {
      return null;
    }
    var namespace = repository.getMetadata().getNamespace();
    var builtin = BuiltinRemotes.problem(remote, settings);
    if (builtin.isPresent()) {
      return builtin.get();
    }
    var secret = remote.secretRef() == null ? null : secret(remote.secretRef(), namespace);
    if (secret != null) {
      return "remote.secretRef: " + secret;
    }
    var ca = remote.caRef() == null ? null : certificates(remote.caRef(), namespace);
    return ca == null ? null : "remote.caRef: " + ca;
  }

  private String secret(LocalReference reference, String namespace) {
    var secret = client.secrets().inNamespace(namespace).withName(reference.name()).get();
    if (secret == null) {
      return "there is no Secret " + reference.name();
    }
    var keys = secret.getData() == null ? Map.of() : secret.getData();
    return keys.containsKey("token")
            || (keys.containsKey("username") && keys.containsKey("password"))
        ? null
        : "Secret " + reference.name() + " has neither token nor username and password";
  }

  private String certificates(KeyReference reference, String namespace) {
    var map = client.configMaps().inNamespace(namespace).withName(reference.name()).get();
    if (map == null || map.getData() == null || !map.getData().containsKey(reference.key())) {
      return "there is no key " + reference.key() + " in a ConfigMap " + reference.name();
    }
    try {
      TrustedClients.context(map.getData().get(reference.key()));
      return null;
    } catch (GitFailure e) {
      return e.getMessage();
    }
  }
}

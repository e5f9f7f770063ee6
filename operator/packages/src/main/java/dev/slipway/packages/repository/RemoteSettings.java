package dev.slipway.packages.repository;

import dev.slipway.api.v1alpha1.Remote;
import dev.slipway.api.value.BuiltinRemotes;
import dev.slipway.packages.trust.NamedCertificates;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * How an external repository is reached, with all that its remote names.
 *
 * @param url its address, without a slash at the end
 * @param authorization the Authorization header that it wants; empty for none
 * @param certificates PEM certificates to trust; empty for those of the machine
 * @param proxy address of an HTTP proxy; empty for none
 */
record RemoteSettings(String url, String authorization, String certificates, String proxy) {

  /**
   * Reads what the remote names.
   *
   * @param builtins addresses of builtin remotes, by variable
   * @throws IOException saying what is missing or wrong, and where
   */
  static RemoteSettings read(
      Remote remote, KubernetesClient client, String namespace, Map<String, String> builtins)
      throws IOException {
    var problem = BuiltinRemotes.problem(remote, builtins);
    var url = BuiltinRemotes.url(remote, builtins);
    if (problem.isPresent() || url.isEmpty()) {
      throw new IOException(problem.orElse("remote: it has neither url nor builtin"));
    }
    return new RemoteSettings(
        url.get().replaceAll("/+$", ""),
        remote.secretRef() == null
            ? ""
            : authorization(remote.secretRef().name(), client, namespace),
        new NamedCertificates(client, namespace).read("remote.caRef", remote.caRef()),
        remote.proxy() == null ? "" : remote.proxy());
  }

  private static String authorization(String name, KubernetesClient client, String namespace)
      throws IOException {
    var secret = client.secrets().inNamespace(namespace).withName(name).get();
    if (secret == null || secret.getData() == null) {
      throw new IOException("remote.secretRef: there is no Secret " + name + ", or it is empty");
    }
    var data = secret.getData();
    if (data.containsKey("token")) {
      return "Bearer " + header(name, "token", data);
    }
    if (!data.containsKey("username") || !data.containsKey("password")) {
      throw new IOException(
          "remote.secretRef: Secret " + name + " has neither token nor username and password");
    }
    var pair = header(name, "username", data) + ":" + header(name, "password", data);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** A Secret is often made of a file, which ends in a line break. */
  private static String header(String secret, String key, Map<String, String> data)
      throws IOException {
    var text =
        new String(Base64.getDecoder().decode(data.get(key)), StandardCharsets.UTF_8).strip();
    if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ')) {
      throw new IOException(
          "remote.secretRef: key " + key + " of Secret " + secret + " is empty or has line breaks");
    }
    return text;
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return url;
  }
}

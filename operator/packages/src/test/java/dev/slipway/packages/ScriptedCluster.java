package dev.slipway.packages;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** What resources of namespace {@code n} name, as an API server over real HTTP has it. */
public final class ScriptedCluster implements AutoCloseable {

  private final ObjectMapper json = new ObjectMapper();
  private final ScriptedUpstream server = new ScriptedUpstream();
  private final KubernetesClient client = client(server.url());

  /** A cluster that has nothing. */
  public ScriptedCluster() throws IOException {}

  /** A client that takes the first answer. */
  public static KubernetesClient client(String url) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }

  public KubernetesClient client() {
    return client;
  }

  /** The server, to answer something else. */
  public ScriptedUpstream server() {
    return server;
  }

  /** Has a Secret with these keys from now on. */
  public void secret(String name, Map<String, String> data) throws IOException {
    var encoded = new HashMap<String, String>();
    data.forEach(
        (key, value) ->
            encoded.put(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    put("Secret", "secrets", name, encoded);
  }

  /** Has a ConfigMap with these keys from now on. */
  public void configMap(String name, Map<String, String> data) throws IOException {
    put("ConfigMap", "configmaps", name, data);
  }

  private void put(String kind, String plural, String name, Map<String, String> data)
      throws IOException {
    server.has(
        path(plural, name),
        "application/json",
        json.writeValueAsString(
            Map.of(
                "apiVersion",
                "v1",
                "kind",
                kind,
                "metadata",
                Map.of("name", name, "namespace", "n"),
                "data",
                data)));
  }

  /** Has that Secret no more. */
  public void noSecret(String name) {
    server.gone(path("secrets", name));
  }

  private static String path(String plural, String name) {
    return "/api/v1/namespaces/n/" + plural + "/" + name;
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}

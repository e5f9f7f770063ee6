package dev.slipway.controller.runtime;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.Map;

/** Makes the operator's API clients. */
public final class Clients {

  private Clients() {}

  /** A client whose every request passes the interceptors, named for their order. */
  public static KubernetesClient with(Config config, Map<String, Interceptor> interceptors) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(
            builder -> interceptors.forEach(builder::addOrReplaceInterceptor))
        .build();
  }
}

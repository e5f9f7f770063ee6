package dev.slipway.packages;

import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.packages.event.Webhook;
import dev.slipway.packages.identity.Identity;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.RepositoryWatch;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The command {@code packages} of Slipway's image. Settings: SLIPWAY_DOMAIN, SLIPWAY_NAMESPACE,
 * SLIPWAY_AUDIENCE, SLIPWAY_STORE_DIR (/data), SLIPWAY_HTTP_PORT (8080), SLIPWAY_WEBHOOKS (a JSON
 * array of {@link Webhook}s), SLIPWAY_LEDGER_DAYS (90).
 */
public final class PackagesMain {

  private PackagesMain() {}

  public static void main(String[] arguments) throws Exception {
    var environment = System.getenv();
    var domain = environment.getOrDefault("SLIPWAY_DOMAIN", "default");
    var namespace = environment.get("SLIPWAY_NAMESPACE");
    var settings =
        new PackagesServer.Settings(
            domain,
            Path.of(environment.getOrDefault("SLIPWAY_STORE_DIR", "/data")),
            Integer.parseInt(environment.getOrDefault("SLIPWAY_HTTP_PORT", "8080")),
            new PackagesServer.Records(
                namespace,
                Webhook.parse(environment.getOrDefault("SLIPWAY_WEBHOOKS", "[]")),
                Integer.parseInt(
                    environment.getOrDefault(
                        "SLIPWAY_LEDGER_DAYS",
                        Integer.toString(PackagesServer.Records.USUAL_DAYS)))));
    var registry = CollectorRegistry.defaultRegistry;
    DefaultExports.register(registry);
    var clock = Clock.systemUTC();
    var client = new KubernetesClientBuilder().build();
    var catalog = new Catalog();
    var informer =
        client
            .resources(Repository.class)
            .inNamespace(namespace)
            .inform(new RepositoryWatch(client, domain, catalog));
    var access = new Identity(client, namespace, environment.get("SLIPWAY_AUDIENCE"), clock);
    var server =
        new PackagesServer(settings, catalog, access, clock, registry, informer::hasSynced);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
    server.start();
    server.join();
  }
}

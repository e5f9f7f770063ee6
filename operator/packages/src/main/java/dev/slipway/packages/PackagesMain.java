package dev.slipway.packages;

import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.core.text.Durations;
import dev.slipway.packages.identity.Identity;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.RepositoryWatch;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * The command {@code packages} of Slipway's image. Settings: SLIPWAY_DOMAIN, SLIPWAY_NAMESPACE,
 * SLIPWAY_AUDIENCE, SLIPWAY_STORE_DIR (/data), SLIPWAY_HTTP_PORT (8080), and those of {@link
 * #limits}.
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
            limits(environment));
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

  /**
   * Reads SLIPWAY_PRIVATE_QUOTA and SLIPWAY_CACHE_QUOTA, such as {@code 10Gi},
   * SLIPWAY_LARGEST_ASSET (5Gi), SLIPWAY_ASSETS_PER_VERSION (350), and SLIPWAY_ARTIFACT_RETENTION,
   * such as {@code 720h}.
   */
  static Limits limits(Map<String, String> environment) {
    var usual = Limits.DEFAULT;
    var age = environment.get("SLIPWAY_ARTIFACT_RETENTION");
    return new Limits(
        bytes(environment, "SLIPWAY_LARGEST_ASSET", usual.largestAsset()),
        Integer.parseInt(
            environment.getOrDefault("SLIPWAY_ASSETS_PER_VERSION", "" + usual.assetsPerVersion())),
        bytes(environment, "SLIPWAY_PRIVATE_QUOTA", usual.privateBytes()),
        bytes(environment, "SLIPWAY_CACHE_QUOTA", usual.cacheBytes()),
        age == null ? null : Durations.parse(age));
  }

  private static long bytes(Map<String, String> environment, String name, long usual) {
    var text = environment.get(name);
    return text == null ? usual : Quantity.getAmountInBytes(new Quantity(text)).longValueExact();
  }
}

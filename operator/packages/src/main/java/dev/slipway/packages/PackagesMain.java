package dev.slipway.packages;

import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.packages.identity.Identity;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.RepositoryWatch;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command {@code packages} of Slipway's image. Settings: SLIPWAY_DOMAIN, SLIPWAY_NAMESPACE,
 * SLIPWAY_AUDIENCE, SLIPWAY_HTTP_PORT (8080), and those of {@link StoreSettings}.
 */
public final class PackagesMain {

  private static final Logger LOG = LoggerFactory.getLogger(PackagesMain.class);

  /** What Kubernetes shows of a container that ended. */
  private static final Path LAST_WORDS = Path.of("/dev/termination-log");

  private PackagesMain() {}

  public static void main(String[] arguments) throws Exception {
    try {
      serve(System.getenv());
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("the package server cannot start: {}", e.getMessage());
      if (Files.isWritable(LAST_WORDS)) {
        Files.writeString(LAST_WORDS, "the package server cannot start: " + e.getMessage());
      }
      System.exit(1);
    }
  }

  private static void serve(Map<String, String> environment) throws Exception {
    var domain = environment.getOrDefault("SLIPWAY_DOMAIN", "default");
    var namespace = environment.get("SLIPWAY_NAMESPACE");
    var settings =
        new PackagesServer.Settings(
            domain,
            StoreSettings.of(environment),
            Integer.parseInt(environment.getOrDefault("SLIPWAY_HTTP_PORT", "8080")));
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

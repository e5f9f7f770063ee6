package dev.slipway.packages;

import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.packages.generic.GenericHandler;
import dev.slipway.packages.identity.Identity;
import dev.slipway.packages.maven.MavenHandler;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.PathIndex;
import dev.slipway.packages.upstream.Upstreams;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The command {@code packages} of Slipway's image. Settings: SLIPWAY_DOMAIN, SLIPWAY_NAMESPACE,
 * SLIPWAY_AUDIENCE, SLIPWAY_STORE_DIR (/data), SLIPWAY_HTTP_PORT (8080).
 */
public final class PackagesMain {

  private static final int THREADS = 24;
  private static final int HEADER_BYTES = 32 << 10;
  private static final long IDLE_MILLIS = 60_000;
  private static final long STOP_MILLIS = 20_000;

  private PackagesMain() {}

  public static void main(String[] arguments) throws Exception {
    var environment = System.getenv();
    var domain = environment.getOrDefault("SLIPWAY_DOMAIN", "default");
    var namespace = environment.get("SLIPWAY_NAMESPACE");
    var root = Path.of(environment.getOrDefault("SLIPWAY_STORE_DIR", "/data"));
    int port = Integer.parseInt(environment.getOrDefault("SLIPWAY_HTTP_PORT", "8080"));
    var registry = CollectorRegistry.defaultRegistry;
    DefaultExports.register(registry);
    var clock = Clock.systemUTC();
    var client = new KubernetesClientBuilder().build();
    var blobs = new BlobStore(root);
    var index = new PathIndex(root);
    var repositories = new Repositories(client, domain);
    var informer = client.resources(Repository.class).inNamespace(namespace).inform(repositories);
    var handler =
        new PackagesHandler(
            domain,
            repositories,
            new Identity(client, namespace, environment.get("SLIPWAY_AUDIENCE"), clock),
            new MavenHandler(
                repositories, blobs, index, new Upstreams(blobs, registry), clock, registry),
            new GenericHandler(blobs, index, clock),
            blobs,
            registry,
            informer::hasSynced);
    var server = server(port);
    server.setHandler(handler);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
    server.start();
    server.join();
  }

  private static Server server(int port) {
    var threads = new QueuedThreadPool(THREADS);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var server = new Server(threads);
    var http = new HttpConfiguration();
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setSendServerVersion(false);
    var connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.setStopTimeout(STOP_MILLIS);
    return server;
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      System.err.println("stop: " + e.getMessage());
    }
  }
}

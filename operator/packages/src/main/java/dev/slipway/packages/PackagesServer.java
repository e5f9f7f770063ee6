package dev.slipway.packages;

import dev.slipway.packages.cargo.CargoExternal;
import dev.slipway.packages.cargo.CargoHandler;
import dev.slipway.packages.generic.GenericHandler;
import dev.slipway.packages.golang.GoExternal;
import dev.slipway.packages.golang.GoHandler;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.maven.MavenExternal;
import dev.slipway.packages.maven.MavenHandler;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.npm.NpmExternal;
import dev.slipway.packages.npm.NpmHandler;
import dev.slipway.packages.pypi.PypiExternal;
import dev.slipway.packages.pypi.PypiHandler;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RenderedDocuments;
import dev.slipway.packages.store.HotBlobs;
import dev.slipway.packages.store.VolumeBlobs;
import dev.slipway.packages.store.VolumeManifests;
import dev.slipway.packages.thread.ConnectionThread;
import dev.slipway.packages.upstream.Documents;
import dev.slipway.packages.upstream.Outbound;
import dev.slipway.packages.upstream.Upstreams;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one domain's repositories, and the artifacts and logs of its namespace, over HTTP. */
public final class PackagesServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PackagesServer.class);
  private static final int THREADS = 24;
  private static final int MOST_SELECTORS = 8;
  private static final int HEADER_BYTES = 32 << 10;
  private static final long IDLE_MILLIS = 60_000;
  private static final long STOP_MILLIS = 20_000;

  /**
   * How a server is made.
   *
   * @param domain name of the domain
   * @param root folder of the store
   * @param port 0 for any free one
   */
  public record Settings(String domain, Path root, int port) {}

  private final Server server;
  private final ServerConnector connector;
  private final VolumeManifests manifests;
  private final Upstreams upstreams;

  /**
   * Opens the store and repairs what an earlier process left unfinished in it.
   *
   * @param ready whether the catalog is complete
   */
  public PackagesServer(
      Settings settings,
      Catalog catalog,
      Access access,
      InstantSource clock,
      CollectorRegistry registry,
      BooleanSupplier ready)
      throws IOException {
    var blobs = new HotBlobs(new VolumeBlobs(settings.root()));
    manifests = new VolumeManifests(settings.root());
    var outbound = new Outbound(clock, registry);
    var documents = new Documents(settings.root(), blobs, outbound, clock, registry);
    var maven = new MavenExternal(documents);
    var npm = new NpmExternal(documents);
    var pypi = new PypiExternal(documents);
    var cargo = new CargoExternal(documents);
    var go = new GoExternal(documents);
    var rendered = new RenderedDocuments();
    upstreams = new Upstreams(blobs, outbound);
    var packages =
        new Packages(
            catalog,
            manifests,
            blobs,
            upstreams,
            Map.of(
                Format.maven,
                maven,
                Format.npm,
                npm,
                Format.pypi,
                pypi,
                Format.cargo,
                cargo,
                Format.go,
                go),
            clock);
    server = new Server(threads());
    connector = connector(server, settings.port());
    server.addConnector(connector);
    server.setStopTimeout(STOP_MILLIS);
    server.setHandler(
        new PackagesHandler(
            settings.domain(),
            catalog,
            access,
            Map.of(
                Format.maven,
                new MavenHandler(catalog, packages, maven, blobs, clock),
                Format.npm,
                new NpmHandler(catalog, packages, npm, blobs, rendered, access),
                Format.pypi,
                new PypiHandler(catalog, packages, pypi, blobs, rendered, clock),
                Format.cargo,
                new CargoHandler(catalog, packages, cargo, blobs, rendered),
                Format.go,
                new GoHandler(catalog, packages, go, blobs, clock),
                Format.generic,
                new GenericHandler(packages, blobs)),
            blobs,
            registry,
            ready));
  }

  private static QueuedThreadPool threads() {
    return new QueuedThreadPool(
        THREADS,
        THREADS,
        (int) IDLE_MILLIS,
        0,
        null,
        null,
        task -> new ConnectionThread(Thread.currentThread().getThreadGroup(), task));
  }

  private static ServerConnector connector(Server server, int port) {
    var http = new HttpConfiguration();
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setSendServerVersion(false);
    // Encoded slashes and percent signs mean something; RequestPath judges what does not.
    http.setUriCompliance(UriCompliance.UNSAFE);
    var connector =
        new ServerConnector(
            server,
            1,
            Math.min(Runtime.getRuntime().availableProcessors(), MOST_SELECTORS),
            new HttpConnectionFactory(http));
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    return connector;
  }

  /** Begins to answer. */
  public void start() throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("the server cannot start: " + e.getMessage(), e);
    }
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Waits until the server has been closed. */
  public void join() throws InterruptedException {
    server.join();
  }

  /** Ends after the requests that run now. */
  @Override
  public void close() {
    try {
      server.stop();
      upstreams.close();
      manifests.close();
    } catch (Exception e) {
      LOG.warn("stop: {}", e.getMessage());
    }
  }
}

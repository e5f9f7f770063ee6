package dev.slipway.packages.http;

import dev.slipway.packages.thread.ConnectionThread;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Takes connections and leads their requests to a handler. */
public final class Listener {

  private static final int THREADS = 24;
  private static final int MOST_SELECTORS = 8;
  private static final int HEADER_BYTES = 16 << 10;
  private static final int MOST_CONNECTIONS = 10_000;
  private static final int IDLE_MILLIS = 60_000;

  private final Server server = new Server(threads());
  private final ServerConnector connector;

  /**
   * @param port 0 for any free one
   * @param stopMillis how long requests that run may go on when it ends
   */
  public Listener(Handler handler, int port, long stopMillis) {
    connector = connector(server, port);
    server.addConnector(connector);
    server.setStopTimeout(stopMillis);
    server.setErrorHandler(new PlainErrors());
    server.setHandler(handler);
  }

  private static QueuedThreadPool threads() {
    return new QueuedThreadPool(
        THREADS,
        THREADS,
        IDLE_MILLIS,
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
            new RepeatingConnection.Factory(http));
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
    return connector;
  }

  /** Begins to answer. */
  public void start() throws Exception {
    server.start();
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Waits until it has ended. */
  public void join() throws InterruptedException {
    server.join();
  }

  /** Ends after the requests that run now. */
  public void stop() throws Exception {
    server.stop();
  }
}

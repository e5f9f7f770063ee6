package dev.slipway.image.train;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * As much of an API server as a starting client needs: lists are empty, watches stay open, and what
 * is written comes back.
 */
final class EmptyApiServer {

  private static final char[] PASSWORD = "training".toCharArray();
  private static final String EMPTY =
      """
      {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": "1"}, "items": []}
      """;
  private static final String ABSENT =
      """
      {"apiVersion": "v1", "kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404}
      """;

  /** The client then watches by plain HTTP. */
  private static final byte[] NO_WEB_SOCKET = {};

  private final HttpsServer server;
  private final CountDownLatch never = new CountDownLatch(1);

  EmptyApiServer(Path key, int port) throws IOException, GeneralSecurityException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(key)));
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    server.createContext("/", this::answer);
  }

  private static SSLContext context(Path key) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(key)) {
      store.load(in, PASSWORD);
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  void start() {
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var query = String.valueOf(exchange.getRequestURI().getQuery());
      var body = exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestHeaders().containsKey("Upgrade")) {
        send(exchange, 200, NO_WEB_SOCKET);
      } else if (query.contains("watch=true")) {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        never.await();
      } else if (!"GET".equals(exchange.getRequestMethod())) {
        send(exchange, "POST".equals(exchange.getRequestMethod()) ? 201 : 200, body);
      } else if (exchange.getRequestURI().getPath().contains("/leases/")) {
        send(exchange, 404, ABSENT.getBytes(StandardCharsets.UTF_8));
      } else {
        send(exchange, 200, EMPTY.getBytes(StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}

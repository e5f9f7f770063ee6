package dev.slipway.packages.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.packages.ScriptedCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The part of an API server that knows tokens and roles, over real HTTP. */
final class FakeApiServer implements AutoCloseable {

  static final String AUDIENCE = "https://packages.slipway.dev/team/default";

  final Set<String> tokens = ConcurrentHashMap.newKeySet();
  final Set<String> allowed = ConcurrentHashMap.newKeySet();
  final AtomicInteger reviews = new AtomicInteger();
  final AtomicInteger decisions = new AtomicInteger();
  volatile boolean down;
  volatile CountDownLatch gate = new CountDownLatch(0);

  private final ObjectMapper json = new ObjectMapper();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final KubernetesClient client;

  FakeApiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    client = ScriptedCluster.client("http://127.0.0.1:" + server.getAddress().getPort());
  }

  KubernetesClient client() {
    return client;
  }

  /**
   * Tokens are {@code namespace/account} with anything after a dot; roles are {@code user verb}.
   */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var body = json.readTree(exchange.getRequestBody());
      if (down) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      gate.await();
      var spec = body.path("spec");
      String status;
      if (path.endsWith("/tokenreviews")) {
        reviews.incrementAndGet();
        var token = spec.path("token").asText();
        boolean mine = spec.path("audiences").path(0).asText().equals(AUDIENCE);
        status =
            mine && tokens.contains(token)
                ? """
                  {"authenticated": true, "user": {"username": "system:serviceaccount:%s",
                   "uid": "u", "groups": ["system:serviceaccounts"]}}
                  """
                    .formatted(token.replaceAll("\\..*", "").replace('/', ':'))
                : "{}";
      } else {
        decisions.incrementAndGet();
        var wanted =
            spec.path("user").asText()
                + " "
                + spec.path("resourceAttributes").path("verb").asText();
        status = "{\"allowed\": " + allowed.contains(wanted) + "}";
      }
      var answer =
          "{\"apiVersion\": %s, \"kind\": %s, \"metadata\": {}, \"status\": %s}"
              .formatted(body.path("apiVersion"), body.path("kind"), status)
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(201, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
    threads.shutdownNow();
  }
}

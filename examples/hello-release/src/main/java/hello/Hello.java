package hello;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * Says hello on port 8080. Told to end, it asks its clients to come back on a new connection for a
 * few seconds, so that none of them writes into a connection that is being closed.
 */
public final class Hello {

  private static final String GREETING = "Hello, release one";
  private static final Duration DRAIN = Duration.ofSeconds(4);

  private static volatile boolean draining;

  private Hello() {}

  public static void main(String[] arguments) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(8080), 512);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", Hello::answer);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(server)));
    server.start();
    System.out.println(GREETING);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    var body = (GREETING + "\n").getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/plain; charset=utf-8");
    headers.set("X-Revision", System.getenv().getOrDefault("SLIPWAY_REVISION", "unknown"));
    if (draining) {
      headers.set("Connection", "close");
    }
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static void drain(HttpServer server) {
    draining = true;
    try {
      Thread.sleep(DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(10);
  }
}

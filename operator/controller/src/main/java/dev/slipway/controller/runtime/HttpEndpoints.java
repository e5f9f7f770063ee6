package dev.slipway.controller.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The operator's HTTP server: {@code /healthz}, {@code /readyz}, {@code /metrics} and what features
 * add. A probe answers 200, or 503 with the reason in one line.
 */
public final class HttpEndpoints implements AutoCloseable {

  /** Empty when all is well, else the reason why not. */
  public interface Check extends Supplier<String> {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public HttpEndpoints(int port, CollectorRegistry registry, Check alive, Check ready)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 128);
    server.setExecutor(threads);
    add("/healthz", exchange -> answer(exchange, alive.get()));
    add("/readyz", exchange -> answer(exchange, ready.get()));
    add("/metrics", exchange -> metrics(exchange, registry));
  }

  public HttpEndpoints add(String path, HttpHandler handler) {
    server.createContext(path, handler);
    return this;
  }

  public void start() {
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, String trouble) throws IOException {
    var body = (trouble.isEmpty() ? "ok\n" : trouble + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(trouble.isEmpty() ? 200 : 503, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static void metrics(HttpExchange exchange, CollectorRegistry registry)
      throws IOException {
    var type = TextFormat.chooseContentType(exchange.getRequestHeaders().getFirst("Accept"));
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, 0);
    try (var out = new OutputStreamWriter(exchange.getResponseBody(), StandardCharsets.UTF_8)) {
      TextFormat.writeFormat(type, out, registry.metricFamilySamples());
    }
  }

  @Override
  public void close() {
    server.stop(1);
    threads.close();
  }
}

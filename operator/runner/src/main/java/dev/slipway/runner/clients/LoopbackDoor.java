package dev.slipway.runner.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A way to read from a package server with the build's token that nobody outside the pod reaches:
 * the containers of a pod share their loopback. It takes nothing but GET and HEAD below {@code
 * /repositories/}. Thread-safe.
 */
public final class LoopbackDoor implements AutoCloseable {

  private static final String BELOW = "/repositories/";
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final List<String> PASSED =
      List.of("Content-Type", "ETag", "Last-Modified", "Retry-After");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final URI server;
  private final Supplier<String> token;
  private final HttpServer listener;

  /**
   * Opens a door at a free port of the loopback.
   *
   * @param server address of the package server; its path does not matter
   * @param token the token of now, asked for every request
   */
  public LoopbackDoor(URI server, Supplier<String> token) throws IOException {
    this.server = server;
    this.token = token;
    listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listener.setExecutor(threads);
    listener.createContext("/", this::answer);
    listener.start();
  }

  /** Its address, without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + listener.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var method = exchange.getRequestMethod();
    var path = exchange.getRequestURI().getRawPath();
    try (exchange) {
      if (!path.startsWith(BELOW) || !("GET".equals(method) || "HEAD".equals(method))) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      pass(exchange, method, path);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(HttpExchange exchange, String method, String path)
      throws IOException, InterruptedException {
    var to = URI.create(server.getScheme() + "://" + server.getRawAuthority() + path);
    var request =
        HttpRequest.newBuilder(to)
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token.get())
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<InputStream> response;
    try {
      response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      exchange.sendResponseHeaders(502, -1);
      return;
    }
    try (var body = response.body()) {
      for (var name : PASSED) {
        response
            .headers()
            .firstValue(name)
            .ifPresent(v -> exchange.getResponseHeaders().set(name, v));
      }
      var length = response.headers().firstValueAsLong("Content-Length");
      boolean none = "HEAD".equals(method) || response.statusCode() == 304 || length.orElse(1) == 0;
      exchange.sendResponseHeaders(response.statusCode(), none ? -1 : length.orElse(0));
      if (!none) {
        body.transferTo(exchange.getResponseBody());
      }
    }
  }

  @Override
  public void close() {
    listener.stop(0);
    threads.shutdownNow();
    client.close();
  }
}

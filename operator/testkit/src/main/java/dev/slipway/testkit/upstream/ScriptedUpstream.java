package dev.slipway.testkit.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An external repository that does what a test says: files by path, which may be changed, cut off,
 * withheld or refused at any time. It counts and remembers what it is asked.
 */
public final class ScriptedUpstream implements AutoCloseable {

  /** How a request is answered. */
  public interface Answer {
    void give(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** A request that came. */
  public record Request(String path, Map<String, List<String>> headers) {
    /** The first value of a header; null when there is none. */
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(h -> h.getKey().equalsIgnoreCase(name))
          .map(h -> h.getValue().getFirst())
          .findFirst()
          .orElse(null);
    }
  }

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentMap<String, Answer> answers = new ConcurrentHashMap<>();
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private volatile Answer everything;

  /** Listens on a free port of this machine alone. */
  public ScriptedUpstream() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getRawPath();
    requests.add(new Request(path, Map.copyOf(exchange.getRequestHeaders())));
    var all = everything;
    var answer = all == null ? answers.get(path) : all;
    try (exchange) {
      if (answer == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        answer.give(exchange);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The address, without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers a path in some way from now on. */
  public ScriptedUpstream on(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  /** Has a file at a path from now on, with an entity tag that changes with its bytes. */
  public ScriptedUpstream has(String path, String type, byte[] bytes) {
    var tag = "\"" + Integer.toHexString(Arrays.hashCode(bytes)) + "\"";
    return on(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("ETag", tag);
          exchange.getResponseHeaders().add("Content-Type", type);
          if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            return;
          }
          exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
        });
  }

  /** Has a text at a path from now on. */
  public ScriptedUpstream has(String path, String type, String text) {
    return has(path, type, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Has nothing at a path from now on. */
  public ScriptedUpstream gone(String path) {
    answers.remove(path);
    return this;
  }

  /** Answers every path with a status from now on; {@code null} ends that. */
  public ScriptedUpstream fails(Answer answer) {
    everything = answer;
    return this;
  }

  /** An answer without a body. */
  public static Answer status(int status, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** An answer that breaks off in the middle of its body. */
  public static Answer cut(byte[] bytes) {
    return exchange -> {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
      exchange.getResponseBody().flush();
      exchange.close();
    };
  }

  /** An answer that waits until somebody lets it go on. */
  public static Answer after(CountDownLatch latch, Answer then) {
    return exchange -> {
      latch.await();
      then.give(exchange);
    };
  }

  /** What came so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How many requests of a path came so far. */
  public long count(String path) {
    return requests.stream().filter(r -> r.path().equals(path)).count();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

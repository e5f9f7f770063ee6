package dev.slipway.packages;

import dev.slipway.packages.http.Door;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.Failure;
import dev.slipway.packages.http.OuterAddresses;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.identity.Unanswered;
import dev.slipway.packages.thread.ConnectionThread;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads each request to the door that the first word of its path names, refuses paths that climb,
 * says what failed, and counts.
 */
public final class PackagesHandler extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(PackagesHandler.class);
  private static final String OTHER = "other";
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE");
  private static final Set<String> TUNNELS = Set.of("CONNECT", "TRACE");
  private static final int LONGEST_LOGGED = 2000;

  /** Paths that are remembered as quick, at most. */
  private static final int MOST_QUICK = 5_000;

  private final Map<String, Door> doors;
  private final OuterAddresses outer;
  private final Counter requests;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Paths that were answered from memory, and are likely to be again. */
  private final ConcurrentMap<String, RequestPath> quick = new ConcurrentHashMap<>();

  /**
   * @param doors by the first word of paths
   * @param outer by which clients outside reach the server
   */
  public PackagesHandler(
      Map<String, Door> doors, OuterAddresses outer, CollectorRegistry registry) {
    super(InvocationType.NON_BLOCKING);
    this.doors = Map.copyOf(doors);
    this.outer = outer;
    requests =
        Counter.build("slipway_packages_requests_total", "Requests to the package server.")
            .labelNames("format", "method", "code")
            .register(registry);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var exchange = new Exchange(request, response, outer);
    var path = String.valueOf(request.getHttpURI().getPath());
    if (mayBeQuick(request, path)) {
      exchange.foresee(quick.containsKey(path));
      try {
        answer(path, exchange, callback);
        return true;
      } catch (ConnectionThread.MustNotWait e) {
        quick.remove(path);
        exchange.clear();
      }
    }
    threads.execute(() -> answer(path, exchange, callback));
    return true;
  }

  /** Whether an answer is likely to need nothing but memory: it did before, or is a 401. */
  private boolean mayBeQuick(Request request, String path) {
    var method = request.getMethod();
    return ("GET".equals(method) || "HEAD".equals(method))
        && path.startsWith("/repositories/")
        && (!request.getHeaders().contains(HttpHeader.AUTHORIZATION) || quick.containsKey(path));
  }

  private void answer(String path, Exchange exchange, Callback callback) {
    try {
      route(path, exchange);
      remember(path, exchange);
      exchange.end(callback);
    } catch (ConnectionThread.MustNotWait e) {
      throw e;
    } catch (Unanswered e) {
      exchange.clear();
      exchange.set("Retry-After", Unanswered.RETRY_AFTER);
      fail(exchange, new Failure(503, e.getMessage()), callback);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} {}: {}", method(exchange), clean(path), clean(String.valueOf(e.getMessage())));
      if (exchange.begun()) {
        callback.failed(e);
      } else {
        exchange.clear();
        fail(exchange, Failure.of(e), callback);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.failed(e);
    }
    requests
        .labels(exchange.countedAs(), method(exchange), Integer.toString(exchange.status()))
        .inc();
  }

  private void remember(String path, Exchange exchange) {
    if (exchange.quick() && !quick.containsKey(path)) {
      if (quick.size() >= MOST_QUICK) {
        quick.clear();
      }
      RequestPath.parse(path).ifPresent(p -> quick.put(path, p));
    }
  }

  private static void fail(Exchange exchange, Failure failure, Callback callback) {
    try {
      exchange.answer(failure.status(), failure.message());
      exchange.end(callback);
    } catch (IOException e) {
      callback.failed(e);
    }
  }

  /** One line of plain characters, whatever somebody put into it. */
  private static String clean(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST_LOGGED))
        .replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** Anybody can invent methods, and each would be counted for ever. */
  private static String method(Exchange exchange) {
    return METHODS.contains(exchange.method()) ? exchange.method() : OTHER;
  }

  private void route(String raw, Exchange exchange) throws IOException, InterruptedException {
    if (TUNNELS.contains(exchange.method())) {
      exchange.set("Connection", "close");
      exchange.answer(405, "this server is no proxy");
      return;
    }
    var path = Optional.ofNullable(quick.get(raw)).or(() -> RequestPath.parse(raw));
    if (path.isEmpty()) {
      exchange.answer(400, "the path cannot be used");
      return;
    }
    var word = path.get().segments().getFirst();
    var door = doors.get(word);
    if (door == null) {
      exchange.answer(404, "there is nothing at this path");
    } else {
      exchange.countAs(word);
      door.answer(path.get(), exchange);
    }
  }
}

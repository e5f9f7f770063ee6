package dev.slipway.packages;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.Failure;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.FormatHandler;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.thread.ConnectionThread;
import dev.slipway.packages.upstream.UpstreamException;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's doors: {@code /repositories/NAME/FORMAT/PATH}, {@code /store/blobs}, probes and
 * metrics. Knows callers, refuses paths that climb, and counts.
 */
public final class PackagesHandler extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(PackagesHandler.class);
  private static final List<String> BLOBS = List.of("store", "blobs");
  private static final String OTHER = "other";
  private static final int MOST_QUICK = 10_000;

  /** Segments before a format's own path. */
  private static final int PREFIX = 3;

  private final String domain;
  private final Catalog catalog;
  private final Access access;
  private final Map<String, FormatHandler> formats;
  private final BlobStore blobs;
  private final CollectorRegistry registry;
  private final BooleanSupplier ready;
  private final Counter requests;
  private final ObjectMapper json = new ObjectMapper();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Paths that were answered from memory. */
  private final ConcurrentMap<String, Boolean> quick = new ConcurrentHashMap<>();

  public PackagesHandler(
      String domain,
      Catalog catalog,
      Access access,
      Map<Format, FormatHandler> formats,
      BlobStore blobs,
      CollectorRegistry registry,
      BooleanSupplier ready) {
    super(InvocationType.NON_BLOCKING);
    this.domain = domain;
    this.catalog = catalog;
    this.access = access;
    this.formats =
        formats.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(e -> e.getKey().name(), Map.Entry::getValue));
    this.blobs = blobs;
    this.registry = registry;
    this.ready = ready;
    requests =
        Counter.build("slipway_packages_requests_total", "Requests to the package server.")
            .labelNames("format", "method", "code")
            .register(registry);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var exchange = new Exchange(request, response);
    if (quick(request)) {
      try {
        answer(request, response, exchange, callback);
        return true;
      } catch (ConnectionThread.MustNotWait e) {
        exchange.clear();
      }
    }
    threads.execute(() -> answer(request, response, exchange, callback));
    return true;
  }

  /** Whether an answer is likely to need nothing but memory: it did before, or is a 401. */
  private boolean quick(Request request) {
    var method = request.getMethod();
    return ("GET".equals(method) || "HEAD".equals(method))
        && (!request.getHeaders().contains(HttpHeader.AUTHORIZATION)
            || quick.containsKey(request.getHttpURI().getPath()));
  }

  private void answer(Request request, Response response, Exchange exchange, Callback callback) {
    var path = request.getHttpURI().getPath();
    var format = OTHER;
    try {
      format = route(path, exchange);
      remember(path, exchange);
      exchange.end(callback);
    } catch (ConnectionThread.MustNotWait e) {
      quick.remove(path);
      throw e;
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} {}: {}", exchange.method(), clean(path), e.getMessage());
      if (response.isCommitted()) {
        callback.failed(e);
      } else {
        exchange.clear();
        fail(exchange, Failure.of(e), callback);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.failed(e);
    }
    requests.labels(format, exchange.method(), Integer.toString(exchange.status())).inc();
  }

  private void remember(String path, Exchange exchange) {
    if (exchange.quick() && !quick.containsKey(path)) {
      if (quick.size() >= MOST_QUICK) {
        quick.clear();
      }
      quick.put(path, true);
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

  private static String clean(String path) {
    return path.replaceAll("[^\\x21-\\x7e]", "?");
  }

  private String route(String raw, Exchange exchange) throws IOException, InterruptedException {
    var parsed = RequestPath.parse(raw);
    if (parsed.isEmpty()) {
      exchange.answer(400, "the path cannot be used");
      return OTHER;
    }
    var path = parsed.get();
    switch (path.segments().getFirst()) {
      case "repositories" -> {
        return repository(raw, path, exchange);
      }
      case "store" -> {
        store(path, exchange);
        return "store";
      }
      case "healthz" -> exchange.answer(200, "ok");
      case "readyz" -> exchange.answer(ready.getAsBoolean() ? 200 : 503, "" + ready.getAsBoolean());
      case "metrics" -> metrics(exchange);
      default -> exchange.answer(404, "there is nothing at this path");
    }
    return OTHER;
  }

  private String repository(String raw, RequestPath path, Exchange exchange)
      throws IOException, InterruptedException {
    if (path.segments().size() <= PREFIX) {
      exchange.answer(404, "write /repositories/NAME/FORMAT/PATH");
      return OTHER;
    }
    var name = path.segments().get(1);
    var format = path.segments().get(2);
    var handler = formats.get(format);
    if (handler == null) {
      exchange.answer(404, "there is no format " + format + "; there are " + formats.keySet());
      return OTHER;
    }
    var below = path.below(PREFIX);
    var verb = handler.verb(exchange.method(), below);
    if (verb == null) {
      handler.refuse(exchange, 405, exchange.method() + " is not known here");
      return format;
    }
    var view = catalog.find(name);
    var anonymous =
        verb.isEmpty() || ("get".equals(verb) && view.isPresent() && view.get().anonymousRead());
    var caller = access.caller(exchange.header(HttpHeader.AUTHORIZATION));
    if (!anonymous
        && !admitted(caller, exchange, handler::refuse, c -> access.mayUse(c, verb, name))) {
      return format;
    }
    if (view.isEmpty()) {
      handler.refuse(exchange, 404, "there is no repository " + name + " in domain " + domain);
      return format;
    }
    if (!quick.containsKey(raw)) {
      ConnectionThread.mayWait();
    }
    exchange.enter("/repositories/" + name + "/" + format, caller.map(Caller::user).orElse(""));
    try {
      handler.handle(view.get(), below, exchange);
    } catch (UpstreamException e) {
      if (exchange.begun()) {
        throw e;
      }
      exchange.clear();
      exchange.set("Retry-After", Long.toString(Math.max(1, e.retryAfter().toSeconds())));
      handler.refuse(exchange, 503, e.getMessage());
    }
    return format;
  }

  private interface Rule {
    boolean allows(Caller caller);
  }

  private interface Answer {
    void give(Exchange exchange, int status, String message) throws IOException;
  }

  private static boolean admitted(
      Optional<Caller> caller, Exchange exchange, Answer answer, Rule rule) throws IOException {
    if (caller.isEmpty()) {
      exchange.set("WWW-Authenticate", "Basic realm=\"slipway\", Bearer");
      answer.give(exchange, 401, "a ServiceAccount token of this domain's audience is needed");
      return false;
    }
    if (!rule.allows(caller.get())) {
      answer.give(exchange, 403, caller.get().user() + " may not do this");
      return false;
    }
    return true;
  }

  private void store(RequestPath path, Exchange exchange) throws IOException {
    var caller = access.caller(exchange.header(HttpHeader.AUTHORIZATION));
    if (!admitted(caller, exchange, Exchange::answer, c -> access.mayUseStore(c, domain))) {
      return;
    }
    var words = path.segments();
    if (words.equals(BLOBS) && "POST".equals(exchange.method())) {
      var digests = blobs.put(exchange.body());
      exchange.json(
          201, json.writeValueAsBytes(Map.of("digest", digests.digest(), "size", digests.size())));
      return;
    }
    var digest = words.size() == 3 && words.subList(0, 2).equals(BLOBS) ? words.get(2) : "";
    var file = blobs.find(digest);
    if (file.isEmpty()) {
      exchange.answer(404, "there is no such blob");
      return;
    }
    exchange.set("Content-Type", "application/octet-stream");
    exchange.file(file.get(), "\"" + digest + "\"");
  }

  private void metrics(Exchange exchange) throws IOException {
    exchange.set("Content-Type", TextFormat.CONTENT_TYPE_004);
    try (var out = new OutputStreamWriter(exchange.begin(200, -1), StandardCharsets.UTF_8)) {
      TextFormat.write004(out, registry.metricFamilySamples());
    }
  }
}

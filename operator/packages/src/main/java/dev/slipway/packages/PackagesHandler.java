package dev.slipway.packages;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.advisory.AdvisoriesHandler;
import dev.slipway.packages.audit.Audit;
import dev.slipway.packages.call.Call;
import dev.slipway.packages.http.Door;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.Failure;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.identity.Unanswered;
import dev.slipway.packages.ledger.Ledger;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.access.AccessGrants;
import dev.slipway.packages.repository.AsOf;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.FormatHandler;
import dev.slipway.packages.repository.RefusedException;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.rest.RestHandler;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.thread.ConnectionThread;
import dev.slipway.packages.upkeep.ArchiveHandler;
import dev.slipway.packages.upkeep.Care;
import dev.slipway.packages.upstream.UpstreamException;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * The server's doors: {@code /repositories/NAME/FORMAT/PATH}, the same as of a time {@code
 * /repositories/NAME/at/TIME/FORMAT/PATH}, {@code /store/blobs}, {@code /advisories}, {@code
 * /archive}, probes and metrics. Knows callers, refuses paths that climb, and counts.
 */
public final class PackagesHandler extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(PackagesHandler.class);
  private static final List<String> BLOBS = List.of("store", "blobs");
  private static final String OTHER = "other";
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE");
  private static final Set<String> TUNNELS = Set.of("CONNECT", "TRACE");
  private static final int LONGEST_LOGGED = 2000;

  /** Seconds after which an API server may answer again. */
  private static final String RETRY_AFTER = "5";

  /** The status of what failed in a way that the answer cannot tell yet. */
  private static final int FAILED = 500;

  private static final int MOST_QUICK = 10_000;

  /** Segments before a format's own path. */
  private static final int PREFIX = 3;

  /** The same with the time as of which the repository is looked at. */
  private static final int AS_OF = 5;

  private final String domain;
  private final Catalog catalog;
  private final Access access;
  private final Map<String, FormatHandler> formats;
  private final Map<String, Door> doors;
  private final BlobStore blobs;
  private final Care care;
  private final AdvisoriesHandler advisories;
  private final ArchiveHandler archive;
  private final RestHandler rest;
  private final Audit audit;
  private final Ledger ledger;
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
      Map<String, Door> doors,
      BlobStore blobs,
      Care care,
      AdvisoriesHandler advisories,
      ArchiveHandler archive,
      RestHandler rest,
      Audit audit,
      Ledger ledger,
      CollectorRegistry registry,
      BooleanSupplier ready) {
    super(InvocationType.NON_BLOCKING);
    this.domain = domain;
    this.catalog = catalog;
    this.access = access;
    this.formats =
        formats.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(e -> e.getKey().name(), Map.Entry::getValue));
    this.doors = Map.copyOf(doors);
    this.blobs = blobs;
    this.care = care;
    this.advisories = advisories;
    this.archive = archive;
    this.rest = rest;
    this.audit = audit;
    this.ledger = ledger;
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
    var path = String.valueOf(request.getHttpURI().getPath());
    return ("GET".equals(method) || "HEAD".equals(method))
        && path.startsWith("/repositories/")
        && (!request.getHeaders().contains(HttpHeader.AUTHORIZATION) || quick.containsKey(path));
  }

  private void answer(Request request, Response response, Exchange exchange, Callback callback) {
    var path = String.valueOf(request.getHttpURI().getPath());
    var format = OTHER;
    try {
      format = route(path, exchange);
      remember(path, exchange);
      exchange.end(callback);
    } catch (ConnectionThread.MustNotWait e) {
      quick.remove(path);
      throw e;
    } catch (Unanswered e) {
      exchange.clear();
      exchange.set("Retry-After", RETRY_AFTER);
      fail(exchange, new Failure(503, e.getMessage()), callback);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} {}: {}", method(exchange), clean(path), clean(String.valueOf(e.getMessage())));
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
    requests.labels(format, method(exchange), Integer.toString(exchange.status())).inc();
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

  /** One line of plain characters, whatever somebody put into it. */
  private static String clean(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST_LOGGED))
        .replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** Anybody can invent methods, and each would be counted for ever. */
  private static String method(Exchange exchange) {
    return METHODS.contains(exchange.method()) ? exchange.method() : OTHER;
  }

  private String route(String raw, Exchange exchange) throws IOException, InterruptedException {
    if (TUNNELS.contains(exchange.method())) {
      exchange.set("Connection", "close");
      exchange.answer(405, "this server is no proxy");
      return OTHER;
    }
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
      case "api" -> {
        rest.handle(path, exchange);
        return "api";
      }
      case "store" -> {
        store(path, exchange);
        return "store";
      }
      case "advisories" -> {
        advisories.handle(path, exchange);
        return "advisories";
      }
      case "archive" -> {
        archive(path, exchange);
        return "archive";
      }
      case "healthz" -> exchange.answer(200, "ok");
      case "readyz" -> exchange.answer(ready.getAsBoolean() ? 200 : 503, "" + ready.getAsBoolean());
      case "metrics" -> metrics(exchange);
      default -> {
        var door = doors.get(path.segments().getFirst());
        if (door == null) {
          exchange.answer(404, "there is nothing at this path");
        } else {
          door.answer(path, exchange);
        }
      }
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
    boolean past = path.segments().get(2).equals(AsOf.WORD) && path.segments().size() > AS_OF;
    var asOf = past ? AsOf.parse(path.segments().get(PREFIX)) : Optional.<Instant>empty();
    if (past && asOf.isEmpty()) {
      exchange.answer(400, AsOf.HELP);
      return OTHER;
    }
    int prefix = past ? AS_OF : PREFIX;
    var format = path.segments().get(prefix - 1);
    var handler = formats.get(format);
    if (handler == null) {
      exchange.answer(404, "there is no format " + format + "; there are " + formats.keySet());
      return OTHER;
    }
    var below = path.below(prefix);
    var verb = handler.verb(exchange.method(), below);
    if (verb == null || (past && !verb.isEmpty() && !verb.equals("get"))) {
      handler.refuse(exchange, 405, exchange.method() + " is not known here");
      return format;
    }
    var view = catalog.find(name);
    var anonymous =
        verb.isEmpty() || ("get".equals(verb) && view.isPresent() && view.get().anonymousRead());
    Optional<Caller> caller;
    try {
      caller = anonymous ? ifKnown(exchange, handler) : caller(exchange, handler);
      if (!anonymous
          && !admitted(
              caller,
              exchange,
              handler::refuse,
              c -> may(c, verb, name, handler, below, exchange))) {
        audit(new Call(caller, exchange.client()), verb, name, path, exchange.status(), exchange);
        return format;
      }
    } catch (Unanswered e) {
      exchange.set("Retry-After", RETRY_AFTER);
      handler.refuse(exchange, 503, e.getMessage());
      return format;
    }
    var announced = exchange.header(HttpHeader.CONTENT_LENGTH);
    if ("update".equals(verb)
        && announced != null
        && Long.parseLong(announced) > care.limits().largestBody()) {
      handler.refuse(
          exchange, 413, care.limits().tooLarge("the request", Long.parseLong(announced)));
      return format;
    }
    if (view.isEmpty()) {
      handler.refuse(exchange, 404, "there is no repository " + name + " in domain " + domain);
      return format;
    }
    if (!quick.containsKey(raw)) {
      ConnectionThread.mayWait();
    }
    exchange.enter(
        "/" + RequestPath.encode(String.join("/", path.segments().subList(0, prefix))),
        caller.map(Caller::user).orElse(""));
    var call = new Call(caller, exchange.client());
    int status = FAILED;
    try {
      call.run(() -> handler.handle(view.get().asOf(asOf.orElse(null)), below, exchange));
      status = exchange.status();
    } catch (RefusedException e) {
      if (exchange.begun()) {
        throw e;
      }
      exchange.clear();
      handler.refuse(exchange, Delivery.status(e.refusal()), e.getMessage());
      status = exchange.status();
    } catch (UpstreamException e) {
      if (exchange.begun()) {
        throw e;
      }
      exchange.clear();
      if (!e.refused()) {
        exchange.set("Retry-After", Long.toString(Math.max(1, e.retryAfter().toSeconds())));
      }
      handler.refuse(exchange, e.refused() ? 502 : 503, e.getMessage());
      status = exchange.status();
    } finally {
      ledger.add(call);
      audit(call, verb, name, path, status, exchange);
    }
    return format;
  }

  private Optional<Caller> caller(Exchange exchange, FormatHandler handler) {
    return access
        .caller(exchange.header(HttpHeader.AUTHORIZATION))
        .or(
            () ->
                handler
                    .keyHeader()
                    .map(exchange::header)
                    .flatMap(key -> access.caller("Bearer " + key)));
  }

  /** Whoever asks for what everybody may have need not be known. */
  private Optional<Caller> ifKnown(Exchange exchange, FormatHandler handler) {
    try {
      return caller(exchange, handler);
    } catch (Unanswered e) {
      return Optional.empty();
    }
  }

  /** By roles of the cluster, or by what the repository itself allows. */
  private boolean may(
      Caller caller,
      String verb,
      String repository,
      FormatHandler handler,
      RequestPath below,
      Exchange exchange) {
    var grants = catalog.find(repository).map(RepositoryView::access).orElse(AccessGrants.NONE);
    var user = caller.user();
    var groups = caller.groups();
    if (grants.allowEverywhere(user, groups, verb)
        || handler.subject(below).filter(n -> grants.allow(user, groups, verb, n)).isPresent()
        || access.mayUse(caller, verb, repository)) {
      return true;
    }
    exchange.permit(n -> grants.allow(user, groups, verb, n));
    return handler.namedInBody(exchange.method(), below)
        && grants.allowSomewhere(user, groups, verb);
  }

  /** What only reads stands in the ledger. */
  private void audit(
      Call call, String verb, String repository, RequestPath path, int status, Exchange exchange) {
    if (verb.equals("get") || verb.isEmpty()) {
      return;
    }
    audit.write(
        new Audit.Entry(
            call.user(),
            call.caller().map(Caller::pod).orElse(""),
            verb,
            repository,
            call.subject().map(PackageName::toString).orElse(""),
            call.version(),
            exchange.method(),
            "/" + String.join("/", path.segments()),
            status,
            call.address()));
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

  private void archive(RequestPath path, Exchange exchange) throws IOException {
    var caller = access.caller(exchange.header(HttpHeader.AUTHORIZATION));
    var verb = "GET".equals(exchange.method()) ? "get" : "update";
    if (admitted(caller, exchange, Exchange::answer, c -> access.mayAdminister(c, verb, domain))) {
      archive.handle(path.below(1), exchange);
    }
  }

  private void store(RequestPath path, Exchange exchange) throws IOException {
    var caller = access.caller(exchange.header(HttpHeader.AUTHORIZATION));
    if (!admitted(caller, exchange, Exchange::answer, c -> access.mayUseStore(c, domain))) {
      return;
    }
    var words = path.segments();
    if (words.equals(BLOBS) && "POST".equals(exchange.method())) {
      var digests = blobs.put(exchange.body());
      care.stored(digests.digest());
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

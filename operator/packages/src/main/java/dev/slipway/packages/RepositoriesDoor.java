package dev.slipway.packages;

import dev.slipway.packages.audit.Audit;
import dev.slipway.packages.call.Call;
import dev.slipway.packages.http.Door;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Admission;
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
import dev.slipway.packages.upkeep.Care;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Leads package managers to repositories: {@code /repositories/NAME/FORMAT/PATH}, and the same as
 * of a time, {@code /repositories/NAME/at/TIME/FORMAT/PATH}. Knows who they are and what they may.
 */
final class RepositoriesDoor implements Door {

  /** The status of what failed in a way that the answer cannot tell yet. */
  private static final int FAILED = 500;

  /** Segments before a format's own path. */
  private static final int PREFIX = 3;

  /** The same with the time as of which the repository is looked at. */
  private static final int AS_OF = 5;

  private final String domain;
  private final Catalog catalog;
  private final Access access;
  private final Map<String, FormatHandler> formats;
  private final Care care;
  private final Audit audit;
  private final Ledger ledger;

  RepositoriesDoor(
      String domain,
      Catalog catalog,
      Access access,
      Map<Format, FormatHandler> formats,
      Care care,
      Audit audit,
      Ledger ledger) {
    this.domain = domain;
    this.catalog = catalog;
    this.access = access;
    this.formats =
        formats.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(e -> e.getKey().name(), Map.Entry::getValue));
    this.care = care;
    this.audit = audit;
    this.ledger = ledger;
  }

  /**
   * Where a request leads.
   *
   * @param prefix segments of the path before that of the format
   * @param asOf empty for now
   */
  private record Way(
      List<String> words,
      String repository,
      int prefix,
      Optional<Instant> asOf,
      RequestPath below) {

    String format() {
      return words.get(prefix - 1);
    }

    String address() {
      return "/" + RequestPath.encode(String.join("/", words.subList(0, prefix)));
    }
  }

  @Override
  public void answer(RequestPath path, Exchange exchange) throws IOException, InterruptedException {
    var words = path.segments();
    if (words.size() < PREFIX) {
      exchange.answer(404, "write /repositories/NAME/FORMAT/PATH");
      return;
    }
    boolean past = words.get(2).equals(AsOf.WORD) && words.size() >= AS_OF;
    var asOf = past ? AsOf.parse(words.get(PREFIX)) : Optional.<Instant>empty();
    if (past && asOf.isEmpty()) {
      exchange.answer(400, AsOf.HELP);
      return;
    }
    int prefix = past ? AS_OF : PREFIX;
    var way = new Way(words, words.get(1), prefix, asOf, path.below(prefix));
    var handler = formats.get(way.format());
    if (handler == null) {
      exchange.answer(
          404, "there is no format " + way.format() + "; there are " + formats.keySet());
      return;
    }
    exchange.countAs(way.format());
    var verb = handler.verb(exchange.method(), way.below());
    if (verb == null || (past && !verb.isEmpty() && !verb.equals("get"))) {
      handler.refuse(exchange, 405, exchange.method() + " is not known here");
      return;
    }
    admit(way, verb, handler, exchange);
  }

  private void admit(Way way, String verb, FormatHandler handler, Exchange exchange)
      throws IOException, InterruptedException {
    var view = catalog.find(way.repository());
    var anonymous =
        verb.isEmpty() || ("get".equals(verb) && view.isPresent() && view.get().anonymousRead());
    Optional<Caller> caller;
    try {
      caller = anonymous ? ifKnown(exchange, handler) : caller(exchange, handler);
      if (!anonymous
          && !Admission.admitted(
              caller, exchange, handler::refuse, c -> may(c, verb, way, handler, exchange))) {
        audit(new Call(caller, exchange.client()), verb, way, exchange.status(), exchange);
        return;
      }
    } catch (Unanswered e) {
      exchange.set("Retry-After", Unanswered.RETRY_AFTER);
      handler.refuse(exchange, 503, e.getMessage());
      return;
    }
    var coding = exchange.header(HttpHeader.CONTENT_ENCODING);
    if ("update".equals(verb) && coding != null && !"identity".equalsIgnoreCase(coding.strip())) {
      handler.refuse(
          exchange, 415, "send what is published as it is: without Content-Encoding " + coding);
      return;
    }
    var announced = exchange.header(HttpHeader.CONTENT_LENGTH);
    if ("update".equals(verb)
        && announced != null
        && Long.parseLong(announced) > care.limits().largestBody()) {
      handler.refuse(
          exchange, 413, care.limits().tooLarge("the request", Long.parseLong(announced)));
      return;
    }
    if (view.isEmpty()) {
      handler.refuse(
          exchange, 404, "there is no repository " + way.repository() + " in domain " + domain);
      return;
    }
    exchange.proceed();
    exchange.enter(way::address, caller.map(Caller::user).orElse(""));
    handle(view.get().asOf(way.asOf().orElse(null)), way, verb, handler, caller, exchange);
  }

  private void handle(
      RepositoryView view,
      Way way,
      String verb,
      FormatHandler handler,
      Optional<Caller> caller,
      Exchange exchange)
      throws IOException, InterruptedException {
    var call = new Call(caller, exchange.client());
    int status = FAILED;
    try {
      call.run(() -> handler.handle(view, way.below(), exchange));
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
      audit(call, verb, way, status, exchange);
    }
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
      Caller caller, String verb, Way way, FormatHandler handler, Exchange exchange) {
    var grants =
        catalog.find(way.repository()).map(RepositoryView::access).orElse(AccessGrants.NONE);
    var user = caller.user();
    var groups = caller.groups();
    if (grants.allowEverywhere(user, groups, verb)) {
      return true;
    }
    if (handler.subject(way.below()).filter(n -> grants.allow(user, groups, verb, n)).isPresent()) {
      // What is sent may speak of others than the path does.
      exchange.permit(
          n ->
              grants.allow(user, groups, verb, n) || access.mayUse(caller, verb, way.repository()));
      return true;
    }
    if (access.mayUse(caller, verb, way.repository())) {
      return true;
    }
    exchange.permit(n -> grants.allow(user, groups, verb, n));
    return handler.namedInBody(exchange.method(), way.below())
        && grants.allowSomewhere(user, groups, verb);
  }

  /** What only reads stands in the ledger. */
  private void audit(Call call, String verb, Way way, int status, Exchange exchange) {
    if (verb.equals("get") || verb.isEmpty()) {
      return;
    }
    audit.write(
        new Audit.Entry(
            call.user(),
            call.caller().map(Caller::pod).orElse(""),
            verb,
            way.repository(),
            call.subject().map(PackageName::toString).orElse(""),
            call.version(),
            exchange.method(),
            "/" + String.join("/", way.words()),
            status,
            call.address()));
  }
}

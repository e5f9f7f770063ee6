package dev.slipway.packages.rest;

import dev.slipway.packages.audit.Audit;
import dev.slipway.packages.call.Call;
import dev.slipway.packages.event.EventStream;
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
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.FormatDetails;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.Policies;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API below {@code /api/v1}: packages and versions, which are too many to be objects of
 * Kubernetes, package groups, events, and who pulled what. Every call is authorised and audited.
 */
public final class RestHandler implements Door {

  private static final Logger LOG = LoggerFactory.getLogger(RestHandler.class);

  /** Segments before what this reads: api, v1. */
  private static final int PREFIX = 2;

  /** Segments of packages, FORMAT, NAMESPACE, NAME. */
  private static final int ANYWHERE = 4;

  private final Access access;
  private final Catalog catalog;
  private final Audit audit;
  private final Ledger ledger;
  private final Map<Format, FormatDetails> details;
  private final RepositoryCalls repositoryCalls;
  private final RecordCalls recordCalls;
  private final GroupCalls groupCalls;
  private final TakeDown takeDown;
  private final QuarantineCalls quarantineCalls;

  /** The API of a domain. */
  public RestHandler(
      String domain,
      Catalog catalog,
      Access access,
      Packages packages,
      Policies policies,
      Delivery delivery,
      QuarantineCalls quarantineCalls,
      Map<Format, FormatDetails> details,
      EventStream events,
      Ledger ledger,
      Audit audit,
      InstantSource clock) {
    this.access = access;
    this.catalog = catalog;
    this.audit = audit;
    this.ledger = ledger;
    this.details = Map.copyOf(details);
    repositoryCalls = new RepositoryCalls(domain, catalog, packages, delivery, this.details);
    recordCalls = new RecordCalls(events, ledger, clock);
    groupCalls = new GroupCalls(domain, catalog, packages, policies);
    takeDown = new TakeDown(packages, this.details);
    this.quarantineCalls = quarantineCalls;
  }

  /** Answers a call, whatever comes of it. */
  @Override
  public void answer(RequestPath path, Exchange exchange) throws IOException, InterruptedException {
    var caller = Optional.<Caller>empty();
    Unanswered silence = null;
    try {
      caller = access.caller(exchange.header(HttpHeader.AUTHORIZATION));
    } catch (Unanswered e) {
      silence = e;
    }
    var call = new Call(caller, exchange.client());
    var api = new ApiCall(path.below(PREFIX).segments(), exchange, access, catalog, call);
    try {
      if (silence != null) {
        throw silence;
      }
      call.run(() -> route(path, api));
    } catch (Problem problem) {
      refuse(problem, exchange);
    } catch (Unanswered e) {
      unanswered(e, exchange);
    } catch (IOException | RuntimeException e) {
      if (exchange.begun()) {
        throw e;
      }
      LOG.warn("{}: {}", String.join(" ", exchange.method(), api.verb()), e.getMessage());
      var failure = Failure.of(e);
      refuse(new Problem(failure.status(), failure.message()), exchange);
    } finally {
      ledger.add(call);
      write(path, api);
    }
  }

  /** Clients give up after a refusal, and try again after this. */
  private static void unanswered(Unanswered e, Exchange exchange) throws IOException {
    refuse(new Problem(503, e.getMessage()), exchange);
    exchange.set("Retry-After", Unanswered.RETRY_AFTER);
  }

  private static void refuse(Problem problem, Exchange exchange) throws IOException {
    exchange.clear();
    if (problem.status() == 401) {
      exchange.set("WWW-Authenticate", "Basic realm=\"slipway\", Bearer");
    }
    var document = Shapes.object();
    problem.write(document);
    exchange.set("Cache-Control", "no-store");
    exchange.json(problem.status(), Problem.TYPE, ApiCall.JSON.writeValueAsBytes(document));
  }

  private void write(RequestPath path, ApiCall api) {
    var call = api.call();
    audit.write(
        new Audit.Entry(
            call.user(),
            call.caller().map(Caller::pod).orElse(""),
            api.verb(),
            api.repository(),
            call.subject().map(PackageName::toString).orElse(""),
            call.version(),
            api.exchange().method(),
            "/" + String.join("/", path.segments()),
            api.exchange().status(),
            call.address()));
  }

  private void route(RequestPath path, ApiCall call) throws IOException, InterruptedException {
    var words = call.words();
    if (call.call().caller().isEmpty()) {
      throw new Problem(401, "a ServiceAccount token of this domain's audience is needed");
    }
    if (path.segments().size() <= PREFIX || !path.segments().get(1).equals("v1")) {
      throw Problem.nothing();
    }
    switch (words.getFirst()) {
      case "repositories" -> repositoryCalls.answer(words, call);
      case "events" -> {
        only(call, words.size() == 1);
        var repository = call.query("repository");
        call.needEvents(repository.orElse(""));
        recordCalls.events(repository, call);
      }
      case "pulls" -> {
        only(call, words.size() == 1);
        call.need("get", call.query("repository").orElse(""));
        recordCalls.pulls(call);
      }
      case "groups" -> {
        call.only("GET");
        call.need("get", "");
        groupCalls.answer(words, call);
      }
      case "quarantine" -> {
        only(call, words.size() == 1);
        call.need("get", "");
        quarantineCalls.list(call);
      }
      case "packages" -> anywhere(words, call);
      default -> throw Problem.nothing();
    }
  }

  /** What is about a package wherever it is. */
  private void anywhere(List<String> words, ApiCall call) throws IOException {
    var rest = words.size() < ANYWHERE ? List.<String>of() : words.subList(ANYWHERE, words.size());
    if (rest.equals(List.of("versions:takedown"))) {
      call.only("POST");
      call.need("admin", "");
      takeDown.answer(named(words), call);
    } else if (rest.equals(List.of("group"))) {
      call.only("GET");
      call.need("get", "");
      groupCalls.associated(named(words), call);
    } else if (rest.size() == 2 && rest.getFirst().equals("quarantine")) {
      quarantineCalls.ofPackage(named(words), rest.getLast(), call);
    } else {
      throw Problem.nothing();
    }
  }

  private PackageName named(List<String> words) {
    return PackagePath.read(details, words.get(1), words.get(2), words.get(3));
  }

  private static void only(ApiCall call, boolean path) {
    if (!path) {
      throw Problem.nothing();
    }
    call.only("GET");
  }
}

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
import dev.slipway.packages.ledger.Ledger;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.FormatDetails;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.Policies;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
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

  /** Where versions stand in a path: repositories, NAME, packages, FORMAT, NAMESPACE, NAME. */
  private static final int BELOW_PACKAGE = 6;

  /** Segments of packages, FORMAT, NAMESPACE, NAME. */
  private static final int ANYWHERE = 4;

  private final String domain;
  private final Catalog catalog;
  private final Access access;
  private final Audit audit;
  private final Ledger ledger;
  private final Map<Format, FormatDetails> details;
  private final PackageCalls packageCalls;
  private final VersionCalls versionCalls;
  private final ChangeCalls changeCalls;
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
    this.domain = domain;
    this.catalog = catalog;
    this.access = access;
    this.audit = audit;
    this.ledger = ledger;
    this.details = Map.copyOf(details);
    packageCalls = new PackageCalls(packages);
    versionCalls = new VersionCalls(packages, packageCalls, delivery, this.details);
    changeCalls = new ChangeCalls(catalog, packages);
    recordCalls = new RecordCalls(events, ledger, clock);
    groupCalls = new GroupCalls(domain, catalog, packages, policies);
    takeDown = new TakeDown(packages);
    this.quarantineCalls = quarantineCalls;
  }

  /** Answers a call, whatever comes of it. */
  @Override
  public void answer(RequestPath path, Exchange exchange) throws IOException, InterruptedException {
    var call =
        new Call(access.caller(exchange.header(HttpHeader.AUTHORIZATION)), exchange.client());
    var api = new ApiCall(path.below(PREFIX).segments(), exchange, access, call);
    try {
      call.run(() -> route(path, api));
    } catch (Problem problem) {
      refuse(problem, exchange);
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
      throw nothing();
    }
    switch (words.getFirst()) {
      case "repositories" -> repositories(words, call);
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
        only(call, true);
        call.need("get", "");
        groupCalls.answer(words, call);
      }
      case "quarantine" -> {
        only(call, words.size() == 1);
        call.need("get", "");
        quarantineCalls.list(call);
      }
      case "packages" -> anywhere(words, call);
      default -> throw nothing();
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
      only(call, true);
      call.need("get", "");
      groupCalls.associated(named(words), call);
    } else if (rest.size() == 2 && rest.getFirst().equals("quarantine")) {
      quarantineCalls.ofPackage(named(words), rest.getLast(), call);
    } else {
      throw nothing();
    }
  }

  private PackageName named(List<String> words) {
    return PackagePath.read(details, words.get(1), words.get(2), words.get(3));
  }

  private static Problem nothing() {
    return Problem.nothing();
  }

  private static void only(ApiCall call, boolean path) {
    if (!path) {
      throw nothing();
    }
    call.only("GET");
  }

  private void repositories(List<String> words, ApiCall call)
      throws IOException, InterruptedException {
    if (words.size() == 1) {
      only(call, true);
      var answer = Shapes.object();
      var list = answer.putArray("repositories");
      for (var view : catalog.all()) {
        if (call.may("get", view.name())) {
          var entry = list.addObject().put("name", view.name()).put("domainName", domain);
          var upstreams = entry.putArray("upstreams");
          view.upstreams().forEach(u -> upstreams.addObject().put("repositoryName", u));
          entry.put("anonymousRead", view.anonymousRead());
        }
      }
      call.answer(answer);
      return;
    }
    var verb = verb(call.method(), words);
    call.need(verb, words.get(1));
    var view =
        catalog
            .find(words.get(1))
            .orElseThrow(
                () -> Problem.absent("repository " + words.get(1) + " in domain " + domain));
    if (words.size() == 3 && words.get(2).equals("packages")) {
      only(call, true);
      packageCalls.list(view, call);
    } else if (words.size() >= BELOW_PACKAGE && words.get(2).equals("packages")) {
      var name = PackagePath.read(details, words.get(3), words.get(4), words.get(5));
      Call.changes(name, "");
      ofPackage(view, name, words.subList(BELOW_PACKAGE, words.size()), call);
    } else {
      throw nothing();
    }
  }

  /** What a call is: to read, or the verb that its kind of change has. */
  private static String verb(String method, List<String> words) {
    var last = words.size() > BELOW_PACKAGE ? words.getLast() : "";
    return switch (method) {
      case "GET" -> "get";
      case "DELETE" -> "delete";
      case "PUT" -> "admin";
      case "POST" ->
          switch (last) {
            case "versions:copy" -> "copy";
            case "versions:dispose" -> "dispose";
            case "versions:delete" -> "delete";
            default -> "update";
          };
      default -> throw new Problem(405, method + " is not known here");
    };
  }

  private void ofPackage(RepositoryView view, PackageName name, List<String> rest, ApiCall call)
      throws IOException, InterruptedException {
    var first = rest.isEmpty() ? "" : rest.getFirst();
    if (first.equals("versions") && rest.size() > 1) {
      only(call, true);
      ofVersion(view, name, rest, call);
      return;
    }
    if (rest.size() > 1) {
      throw nothing();
    }
    switch (call.method() + " " + first) {
      case "GET " -> packageCalls.describe(view, name, call);
      case "DELETE " -> packageCalls.delete(view, name, call);
      case "GET origin" -> packageCalls.origin(view, name, call);
      case "PUT origin" -> packageCalls.putOrigin(view, name, call);
      case "GET dependents" -> versionCalls.dependents(view, name, call);
      case "GET versions" -> versionCalls.list(view, name, call);
      case "POST versions:status" -> changeCalls.status(view, name, call);
      case "POST versions:copy" -> changeCalls.copy(view, name, call);
      case "POST versions:dispose" -> changeCalls.dispose(view, name, call);
      case "POST versions:delete" -> changeCalls.delete(view, name, call);
      default -> throw nothing();
    }
  }

  private void ofVersion(RepositoryView view, PackageName name, List<String> rest, ApiCall call)
      throws IOException, InterruptedException {
    var version = rest.get(1);
    var what = rest.size() > 2 ? rest.get(2) : "";
    if (rest.size() == 4 && what.equals("assets")) {
      versionCalls.asset(view, name, version, rest.get(3), call);
      return;
    }
    if (rest.size() > 3) {
      throw nothing();
    }
    switch (what) {
      case "" -> versionCalls.describe(view, name, version, call);
      case "assets" -> versionCalls.assets(view, name, version, call);
      case "dependencies" -> versionCalls.dependencies(view, name, version, call);
      case "readme" -> versionCalls.readme(view, name, version, call);
      default -> throw nothing();
    }
  }
}

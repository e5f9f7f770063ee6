package dev.slipway.packages.advisory;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.http.Door;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.store.Manifests;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The door {@code /advisories}: sources are listed, read, put and deleted there; {@code
 * /advisories/affected} lists the packages that are affected, {@code /advisories/entries/ID} says
 * what one advisory is about. Who writes must be one who may administer the domain.
 */
public final class AdvisoriesHandler implements Door {

  private static final Pattern SOURCE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final String AFFECTED = "affected";
  private static final String ENTRIES = "entries";
  private static final Set<String> RESERVED = Set.of(AFFECTED, ENTRIES);
  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final String domain;
  private final Advisories advisories;
  private final Catalog catalog;
  private final Access access;
  private final AffectedPackages affected;
  private final ObjectMapper json = new ObjectMapper();

  public AdvisoriesHandler(
      String domain, Advisories advisories, Manifests manifests, Catalog catalog, Access access) {
    this.domain = domain;
    this.advisories = advisories;
    this.catalog = catalog;
    this.access = access;
    affected = new AffectedPackages(manifests);
  }

  /** Answers a request below {@code /advisories}. */
  @Override
  public void answer(RequestPath path, Exchange exchange) throws IOException, InterruptedException {
    var caller = access.caller(exchange.header(HttpHeader.AUTHORIZATION));
    if (caller.isEmpty()) {
      exchange.set("WWW-Authenticate", "Basic realm=\"slipway\", Bearer");
      exchange.answer(401, "a ServiceAccount token of this domain's audience is needed");
      return;
    }
    var words = path.below(1).segments();
    var first = words.getFirst();
    boolean reads = "GET".equals(exchange.method()) || "HEAD".equals(exchange.method());
    try {
      if (!reads && !access.mayAdminister(caller.get(), "update", domain)) {
        exchange.answer(403, caller.get().user() + " may not do this");
      } else if (reads && words.equals(List.of(""))) {
        answer(
            exchange,
            Map.of("sources", advisories.sources().stream().map(AdvisoryAnswers::source).toList()));
      } else if (reads && words.equals(List.of(AFFECTED))) {
        affected(caller.get(), exchange);
      } else if (reads && words.size() == 2 && first.equals(ENTRIES)) {
        entry(words.get(1), exchange);
      } else if (words.size() == 1
          && SOURCE.matcher(first).matches()
          && !RESERVED.contains(first)) {
        source(first, exchange);
      } else {
        exchange.answer(404, "write /advisories/SOURCE; a source has small letters and digits");
      }
    } catch (Advisories.StillReading e) {
      exchange.set("Retry-After", "5");
      exchange.answer(503, e.getMessage());
    }
  }

  private void source(String name, Exchange exchange) throws IOException, InterruptedException {
    switch (exchange.method()) {
      case "GET", "HEAD" -> {
        var found = advisories.sources().stream().filter(s -> s.name().equals(name)).findFirst();
        if (found.isEmpty()) {
          exchange.answer(404, "there is no source " + name);
        } else {
          answer(exchange, AdvisoryAnswers.source(found.get()));
        }
      }
      case "PUT" -> {
        try {
          answer(exchange, AdvisoryAnswers.source(advisories.put(name, exchange.body())));
        } catch (UnusableFile e) {
          exchange.answer(e.large() ? 413 : 400, e.getMessage());
        }
      }
      case "DELETE" -> {
        if (advisories.remove(name)) {
          exchange.answer(204);
        } else {
          exchange.answer(404, "there is no source " + name);
        }
      }
      default -> exchange.answer(405, exchange.method() + " is not known here");
    }
  }

  private void entry(String id, Exchange exchange) throws IOException, InterruptedException {
    var found = advisories.index().advisory(id);
    if (found.isEmpty()) {
      exchange.answer(
          404, "there is no advisory of this id that is about packages of formats here");
    } else {
      answer(exchange, AdvisoryAnswers.advisory(found.get(), exchange.root()));
    }
  }

  /** Shows of each repository only what the caller may read there. */
  private void affected(Caller caller, Exchange exchange) throws IOException, InterruptedException {
    var token = exchange.query("after");
    var after =
        token == null
            ? Optional.<AffectedPackages.Position>empty()
            : AffectedPackages.Position.of(token);
    if (token != null && after.isEmpty()) {
      exchange.answer(400, "after is no mark that this server gave; leave it out to begin anew");
      return;
    }
    var page =
        affected.find(
            advisories.index(),
            r -> catalog.find(r).isPresent() && access.mayUse(caller, "get", r),
            after.orElse(null),
            most(exchange.query("most")));
    var answer = new LinkedHashMap<String, Object>();
    answer.put(
        AFFECTED, page.rows().stream().map(r -> AdvisoryAnswers.row(r, exchange.root())).toList());
    answer.put("next", page.next() == null ? null : page.next().token());
    answer(exchange, answer);
  }

  private static int most(String text) {
    return text == null || !text.matches("[1-9]\\d{0,3}")
        ? PAGE
        : Math.min(LARGEST_PAGE, Integer.parseInt(text));
  }

  private void answer(Exchange exchange, Object value) throws IOException {
    exchange.set("Cache-Control", "no-store");
    exchange.json(200, json.writeValueAsBytes(value));
  }
}

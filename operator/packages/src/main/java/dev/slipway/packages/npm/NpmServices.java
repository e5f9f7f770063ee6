package dev.slipway.packages.npm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.advisory.Advisories;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.StrangeJson;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.Overview;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.upstream.Documents;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What npm registries have beside packages, below {@code /-/}. Source: npm registry API. */
final class NpmServices {

  private static final int MOST_BODY = 1 << 20;

  private final Catalog catalog;
  private final Packages packages;
  private final NpmExternal external;
  private final Delivery delivery;
  private final Access access;
  private final NpmAudit audit;
  private final NpmSearch search;
  private final ObjectMapper json = StrangeJson.mapper();

  NpmServices(
      Catalog catalog,
      Packages packages,
      NpmExternal external,
      Delivery delivery,
      Access access,
      Advisories advisories) {
    this.catalog = catalog;
    this.packages = packages;
    this.external = external;
    this.delivery = delivery;
    this.access = access;
    audit = new NpmAudit(advisories);
    search = new NpmSearch(catalog, packages, external);
  }

  /** What a request does; see {@link dev.slipway.packages.repository.FormatHandler#verb}. */
  static String verb(String method, List<String> words) {
    var what = words.size() > 1 ? words.get(1) : "";
    return switch (method) {
      case "GET", "HEAD" -> what.equals("ping") ? "" : "get";
      case "POST" -> what.equals("package") ? "update" : what.equals("v1") ? "" : "get";
      case "PUT" -> what.equals("user") ? "" : "update";
      case "DELETE" -> what.equals("user") ? "" : "update";
      default -> null;
    };
  }

  /** The package whose tags a request is about. */
  static Optional<PackageName> subject(List<String> words) {
    int at = words.indexOf("dist-tags");
    return words.size() >= 4 && words.get(1).equals("package") && at > 2
        ? NpmName.parse(String.join("/", words.subList(2, at)))
        : Optional.empty();
  }

  /**
   * Answers a request.
   *
   * @param words of the path, the first a hyphen
   */
  void handle(RepositoryView view, List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    var method = "HEAD".equals(exchange.method()) ? "GET" : exchange.method();
    var path = method + " " + String.join("/", words.subList(1, words.size()));
    switch (path) {
      case "GET ping" -> NpmAnswers.json(exchange, Map.of());
      case "GET whoami" -> NpmAnswers.json(exchange, Map.of("username", exchange.user()));
      case "GET npm/v1/user" -> NpmAnswers.json(exchange, Map.of("name", exchange.user()));
      case "GET v1/search" -> search.answer(view, exchange);
      case "POST npm/v1/security/advisories/bulk" -> audit.bulk(exchange);
      case "POST npm/v1/security/audits", "POST npm/v1/security/audits/quick" ->
          audit.tree(exchange);
      case "GET npm/v1/keys" -> other(view, "-/npm/v1/keys", exchange);
      default -> named(view, words, exchange);
    }
  }

  private void named(RepositoryView view, List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    if (words.size() >= 4 && words.get(1).equals("package")) {
      int at = words.indexOf("dist-tags");
      var name =
          at < 3
              ? Optional.<PackageName>empty()
              : NpmName.parse(String.join("/", words.subList(2, at)));
      if (name.isPresent() && at >= words.size() - 2) {
        tags(view, name.get(), at == words.size() - 1 ? null : words.getLast(), exchange);
        return;
      }
    }
    if (words.size() >= 5 && words.subList(1, 4).equals(List.of("npm", "v1", "attestations"))) {
      attestations(view, String.join("/", words.subList(4, words.size())), exchange);
      return;
    }
    if (words.size() == 3 && words.get(1).equals("user")) {
      login(words.get(2), exchange);
      return;
    }
    if (words.size() == 4 && words.subList(1, 3).equals(List.of("user", "token"))) {
      // A token ends when the cluster says so.
      NpmAnswers.ok(exchange, 200);
      return;
    }
    NpmAnswers.error(exchange, 404, "there is nothing at this path");
  }

  /** A name for a version is set in the repository itself, also for a version of an upstream. */
  private void tags(RepositoryView view, PackageName name, String tag, Exchange exchange)
      throws IOException, InterruptedException {
    var overview = Overview.of(packages, view, name);
    if (overview.versions().isEmpty()) {
      NpmAnswers.error(exchange, 404, NpmName.text(name) + " is not in repository " + view.name());
      return;
    }
    switch (exchange.method()) {
      case "GET", "HEAD" -> NpmAnswers.json(exchange, Packument.tags(overview));
      case "PUT", "POST" -> {
        var version = text(exchange);
        if (tag == null || version.isEmpty() || !overview.versions().containsKey(version.get())) {
          NpmAnswers.error(
              exchange, 400, "write a JSON string with a version that the package has");
          return;
        }
        packages.change(view, name, old -> old.withTag(tag, version.get()));
        NpmAnswers.ok(exchange, 200);
      }
      case "DELETE" -> {
        if (tag == null || tag.equals("latest")) {
          NpmAnswers.error(exchange, 400, "every package has a latest version");
          return;
        }
        packages.change(view, name, old -> old.withTag(tag, null));
        NpmAnswers.ok(exchange, 200);
      }
      default -> NpmAnswers.error(exchange, 405, exchange.method() + " is not known here");
    }
  }

  private Optional<String> text(Exchange exchange) throws IOException {
    return body(exchange).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  private Optional<JsonNode> body(Exchange exchange) throws IOException {
    try {
      return Optional.ofNullable(json.readTree(exchange.body().readNBytes(MOST_BODY)));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** A user's password is a token of the cluster: {@code kubectl create token}. */
  private void login(String user, Exchange exchange) throws IOException {
    var password = body(exchange).map(b -> b.path("password").asText("")).orElse("");
    if (!"PUT".equals(exchange.method()) || access.caller("Bearer " + password).isEmpty()) {
      NpmAnswers.error(exchange, 401, "the password is a token made by: kubectl create token");
      return;
    }
    exchange.json(201, json.writeValueAsBytes(Map.of("ok", true, "id", user, "token", password)));
  }

  private void attestations(RepositoryView view, String wanted, Exchange exchange)
      throws IOException, InterruptedException {
    int at = wanted.lastIndexOf('@');
    var name = at <= 0 ? Optional.<PackageName>empty() : NpmName.parse(wanted.substring(0, at));
    if (name.isPresent()) {
      var found =
          packages.asset(view, name.get(), wanted.substring(at + 1), NpmPublishing.SIGSTORE);
      if (found.isPresent()) {
        var bundle = json.readTree(delivery.bytes(found.get()));
        NpmAnswers.json(
            exchange,
            Map.of(
                "attestations",
                List.of(Map.of("predicateType", NpmPublishing.PREDICATE, "bundle", bundle))));
        return;
      }
    }
    other(view, "-/npm/v1/attestations/" + wanted, exchange);
  }

  /** What the nearest registry outside says. */
  private void other(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    for (var member : catalog.reach(view)) {
      var upstream = member.external(Format.npm);
      var found =
          upstream.isEmpty()
              ? Optional.<Documents.Document>empty()
              : external.other(upstream.get(), path);
      if (found.isPresent()) {
        exchange.json(200, found.get().bytes());
        return;
      }
    }
    NpmAnswers.error(exchange, 404, "there is nothing at this path");
  }
}

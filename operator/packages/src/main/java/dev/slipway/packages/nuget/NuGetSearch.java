package dev.slipway.packages.nuget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.nuget.SearchIndex.Hit;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Overview;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds packages: first those that were published in the domain, then what repositories outside
 * find. What is kept from outside is shown when nobody there can be asked. Source: NuGet API,
 * search; autocomplete.
 */
final class NuGetSearch {

  private final Catalog catalog;
  private final Packages packages;
  private final NuGetExternal external;
  private final NuGetView view;
  private final SearchIndex index;
  private final ObjectMapper json = new ObjectMapper();

  NuGetSearch(
      Catalog catalog,
      Packages packages,
      NuGetExternal external,
      NuGetView view,
      SearchIndex index) {
    this.index = index;
    this.catalog = catalog;
    this.packages = packages;
    this.external = external;
    this.view = view;
  }

  /** What repositories outside found. */
  private record Outside(List<JsonNode> found, int total, boolean answered) {}

  /** Asks one repository outside. */
  private interface Asked {
    Optional<JsonNode> by(ExternalRepository repository, String parameters)
        throws IOException, InterruptedException;
  }

  /** Answers {@code q, skip, take, prerelease, semVerLevel, packageType}. */
  ObjectNode find(RepositoryView repository, Exchange exchange)
      throws IOException, InterruptedException {
    var query = SearchQuery.of(exchange);
    var documents = new SearchDocuments(exchange.base() + "/v3", query.semVer2());
    var result = json.createObjectNode();
    var data = json.createArrayNode();
    var hits = hits(repository, query);
    var outside = outside(repository, query, hits, external::search);
    var shown = shown(hits, outside);
    for (var hit : page(shown, query)) {
      var entries = entries(repository, hit, query);
      if (!entries.isEmpty()) {
        data.add(documents.hit(hit.name(), entries));
      }
    }
    for (var found : outside.found()) {
      var name = NuGetId.parse(found.path("id").asText(""));
      var node =
          name.isPresent() && packages.mayComeFromOutside(repository, name.get())
              ? documents.outside(name.get(), found)
              : null;
      if (node != null && data.size() < query.take()) {
        data.add(node);
      }
    }
    result.put("totalHits", shown.size() + outside.total());
    result.set("data", data);
    return result;
  }

  /** Answers {@code q} with ids, and {@code id} with the versions of one. */
  ObjectNode complete(RepositoryView repository, Exchange exchange)
      throws IOException, InterruptedException {
    var query = SearchQuery.of(exchange);
    var result = json.createObjectNode();
    var data = json.createArrayNode();
    if (exchange.query("id") != null) {
      var name = NuGetId.parse(exchange.query("id"));
      if (name.isPresent()) {
        view.entries(Overview.of(packages, repository, name.get()), name.get()).values().stream()
            .filter(query::shows)
            .forEach(e -> data.add(e.version().full()));
      }
      result.put("totalHits", data.size());
      result.set("data", data);
      return result;
    }
    var hits =
        hits(repository, query).stream().filter(h -> query.matchesId(h.name().name())).toList();
    var outside = outside(repository, query, hits, external::autocomplete);
    var shown = shown(hits, outside);
    for (var hit : page(shown, query)) {
      var entries = entries(repository, hit, query);
      if (!entries.isEmpty()) {
        data.add(entries.getLast().details().id());
      }
    }
    for (var found : outside.found()) {
      var name = NuGetId.parse(found.asText(""));
      if (name.isPresent()
          && packages.mayComeFromOutside(repository, name.get())
          && data.size() < query.take()) {
        data.add(found.asText());
      }
    }
    result.put("totalHits", shown.size() + outside.total());
    result.set("data", data);
    return result;
  }

  /** What the repositories of the chain have, the best first; those outside are not asked. */
  private List<Hit> hits(RepositoryView repository, SearchQuery query) throws IOException {
    return index.find(catalog.reach(repository), query).stream()
        .sorted(Comparator.comparing(Hit::rank).thenComparing(Hit::name))
        .toList();
  }

  /** The versions that are shown now, the best last. */
  private List<VersionEntry> entries(RepositoryView repository, Hit hit, SearchQuery query)
      throws IOException {
    return view.kept(packages.chain(repository, hit.name()), hit.name()).values().stream()
        .filter(query::shows)
        .toList();
  }

  private static List<Hit> shown(List<Hit> hits, Outside outside) {
    return outside.answered() ? hits.stream().filter(Hit::own).toList() : hits;
  }

  private static List<Hit> page(List<Hit> hits, SearchQuery query) {
    return hits.stream().skip(query.skip()).limit(query.take()).toList();
  }

  /** Asks for what is behind the packages of the domain; who cannot be asked finds nothing. */
  private Outside outside(RepositoryView repository, SearchQuery query, List<Hit> hits, Asked asked)
      throws IOException, InterruptedException {
    int before = (int) hits.stream().filter(Hit::own).count();
    int total = 0;
    boolean answered = false;
    var found = new ArrayList<JsonNode>();
    for (var member : catalog.reach(repository)) {
      var upstream = member.external(Format.nuget);
      if (upstream.isEmpty()) {
        continue;
      }
      int skip = Math.max(0, query.skip() - before - total);
      int covered = Math.max(0, Math.min(query.take(), before - query.skip()));
      int take = Math.max(1, query.take() - covered - found.size());
      var answer = asked(upstream.get(), query.parameters(skip, take), asked);
      if (answer.isPresent()) {
        answered = true;
        total += Math.max(0, answer.get().path("totalHits").asInt(0));
        answer.get().path("data").forEach(found::add);
      }
    }
    return new Outside(found, total, answered);
  }

  /** A search that knows less is better than none. */
  private static Optional<JsonNode> asked(
      ExternalRepository upstream, String parameters, Asked asked)
      throws IOException, InterruptedException {
    try {
      return asked.by(upstream, parameters);
    } catch (UpstreamException e) {
      return Optional.empty();
    }
  }
}

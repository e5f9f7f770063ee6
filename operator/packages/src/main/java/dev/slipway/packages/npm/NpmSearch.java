package dev.slipway.packages.npm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Overview;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds packages whose name has all words in it: those of the domain, then what registries outside
 * find. Source: npm registry API, GET /-/v1/search.
 */
final class NpmSearch {

  private static final int MOST = 250;

  private final Catalog catalog;
  private final Packages packages;
  private final NpmExternal external;
  private final ObjectMapper json = new ObjectMapper();

  NpmSearch(Catalog catalog, Packages packages, NpmExternal external) {
    this.catalog = catalog;
    this.packages = packages;
    this.external = external;
  }

  void answer(RepositoryView view, Exchange exchange) throws IOException, InterruptedException {
    var text = exchange.query("text") == null ? "" : exchange.query("text");
    int size = Math.min(MOST, number(exchange.query("size"), 20));
    int from = number(exchange.query("from"), 0);
    var result = json.createObjectNode();
    var objects = result.putArray("objects");
    var names = own(view, text);
    for (var name : names.stream().skip(from).limit(size).toList()) {
      var overview = Overview.of(packages, view, name);
      var latest = Packument.tags(overview).get("latest");
      var source = latest == null ? null : overview.versions().get(latest);
      if (source == null || source.kept() == null || source.kept().metadata().isEmpty()) {
        continue;
      }
      objects.add(
          entry(json.readTree(source.kept().metadata()), source.kept().published().toString()));
    }
    int total = names.size();
    for (var member : catalog.reach(view)) {
      var upstream = member.external(Format.npm);
      if (upstream.isEmpty() || text.isBlank()) {
        continue;
      }
      // What is outside comes after what is here, so it is asked for what is left of the page.
      var outside =
          outside(
              upstream.get(), text, Math.max(1, size - objects.size()), Math.max(0, from - total));
      total += outside.path("total").asInt();
      for (var found : outside.path("objects")) {
        if (objects.size() >= size) {
          break;
        }
        var name = NpmName.parse(found.at("/package/name").asText(""));
        if (name.isPresent() && packages.mayComeFromOutside(view, name.get())) {
          objects.add(found);
        }
      }
    }
    result.put("total", total);
    exchange.json(200, json.writeValueAsBytes(result));
  }

  private JsonNode outside(ExternalRepository upstream, String text, int size, int from)
      throws IOException, InterruptedException {
    try {
      var found =
          external.other(
              upstream,
              "-/v1/search?text=%s&size=%d&from=%d"
                  .formatted(URLEncoder.encode(text, StandardCharsets.UTF_8), size, from));
      return found.isEmpty() ? json.createObjectNode() : json.readTree(found.get().bytes());
    } catch (UpstreamException e) {
      return json.createObjectNode();
    }
  }

  private static int number(String text, int otherwise) {
    return text != null && text.matches("\\d{1,6}") ? Integer.parseInt(text) : otherwise;
  }

  private Set<PackageName> own(RepositoryView view, String text) {
    var words = text.toLowerCase(Locale.ROOT).strip().split("\\s+", -1);
    var found = new TreeSet<PackageName>();
    for (var name : packages.names(catalog.reach(view), Format.npm)) {
      var written = NpmName.text(name).toLowerCase(Locale.ROOT);
      if (Arrays.stream(words).allMatch(written::contains)) {
        found.add(name);
      }
    }
    return found;
  }

  private ObjectNode entry(JsonNode version, String published) {
    var entry = json.createObjectNode();
    var known = entry.putObject("package");
    for (var field : List.of("name", "version", "description", "keywords", "author", "license")) {
      if (version.has(field)) {
        known.set(field, version.get(field));
      }
    }
    known.put("date", published);
    known.putObject("links");
    known.putArray("maintainers");
    var score = entry.putObject("score");
    score.put("final", 1);
    score.putObject("detail").put("quality", 1).put("popularity", 1).put("maintenance", 1);
    entry.put("searchScore", 1);
    return entry;
  }
}

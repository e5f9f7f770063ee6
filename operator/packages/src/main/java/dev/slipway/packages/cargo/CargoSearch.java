package dev.slipway.packages.cargo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.SemVer;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds crates of the domain by their names. Source: Cargo reference, web API, search. */
final class CargoSearch {

  private static final int MOST = 100;

  private final Catalog catalog;
  private final Packages packages;
  private final ObjectMapper json = new ObjectMapper();

  CargoSearch(Catalog catalog, Packages packages) {
    this.catalog = catalog;
    this.packages = packages;
  }

  void answer(RepositoryView view, Exchange exchange) throws IOException {
    var text = exchange.query("q") == null ? "" : exchange.query("q").toLowerCase(Locale.ROOT);
    var size = exchange.query("per_page");
    int most = size != null && size.matches("\\d{1,3}") ? Integer.parseInt(size) : 10;
    var crates = new ArrayList<Map<String, String>>();
    int total = 0;
    for (var name : packages.names(catalog.reach(view), Format.cargo)) {
      if (!name.name().contains(text)) {
        continue;
      }
      total++;
      if (crates.size() < Math.min(MOST, most)) {
        latest(view, name).ifPresent(crates::add);
      }
    }
    exchange.json(
        200, json.writeValueAsBytes(Map.of("crates", crates, "meta", Map.of("total", total))));
  }

  private Optional<Map<String, String>> latest(RepositoryView view, PackageName name)
      throws IOException {
    for (var member : catalog.reach(view)) {
      var manifest = packages.describe(member, name);
      var listed = new TreeMap<>(manifest.versions());
      listed.values().removeIf(v -> !v.status().listed());
      var latest = SemVer.latest(listed.keySet());
      if (latest.isPresent()) {
        var line = json.readTree(manifest.versions().get(latest.get()).metadata());
        return Optional.of(
            Map.of(
                "name", line.path("name").asText(name.name()),
                "max_version", latest.get(),
                "description", line.path("description").asText("")));
      }
    }
    return Optional.empty();
  }
}

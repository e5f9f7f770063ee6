package dev.slipway.packages.cargo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.http.DocumentAnswer;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.Rendered;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.model.Chain.Source;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.SemVer;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.FormatHandler;
import dev.slipway.packages.repository.Overview;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RenderedDocuments;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Serves a sparse registry of crates. Source: Cargo reference, registry index and registry web API.
 */
public final class CargoHandler implements FormatHandler {

  private static final String BINARY = "application/octet-stream";
  private static final String YANKED = "yanked";
  private static final List<String> CRATES = List.of("api", "v1", "crates");

  private record Key(String repository, PackageName name) {}

  private final Catalog catalog;
  private final Packages packages;
  private final CargoExternal external;
  private final CargoPublishing publishing;
  private final CargoSearch search;
  private final Delivery delivery;
  private final RenderedDocuments documents;
  private final ObjectMapper json = new ObjectMapper();

  public CargoHandler(
      Catalog catalog,
      Packages packages,
      CargoExternal external,
      BlobStore blobs,
      RenderedDocuments documents) {
    this.catalog = catalog;
    this.packages = packages;
    this.external = external;
    this.documents = documents;
    publishing = new CargoPublishing(packages, blobs);
    search = new CargoSearch(catalog, packages);
    delivery = new Delivery(blobs);
  }

  /** A yanked crate can still be had, so it is a change and no removal. */
  @Override
  public String verb(String method, RequestPath path) {
    return switch (method) {
      case "GET", "HEAD" -> "get";
      case "PUT", "DELETE" -> "update";
      default -> null;
    };
  }

  @Override
  public Optional<PackageName> subject(RequestPath path) {
    var words = path.segments();
    boolean api = words.size() > 3 && words.subList(0, 3).equals(CRATES);
    return namedInBody("PUT", path)
        ? Optional.empty()
        : CrateName.parse(api ? words.get(3) : words.getLast());
  }

  @Override
  public boolean namedInBody(String method, RequestPath path) {
    return "PUT".equals(method) && path.segments().equals(List.of("api", "v1", "crates", "new"));
  }

  @Override
  public void refuse(Exchange exchange, int status, String message) throws IOException {
    exchange.json(
        status, json.writeValueAsBytes(Map.of("errors", List.of(Map.of("detail", message)))));
  }

  @Override
  public void handle(RepositoryView view, RequestPath path, Exchange exchange)
      throws IOException, InterruptedException {
    var words = path.segments();
    if (words.size() >= 3 && words.subList(0, 3).equals(CRATES)) {
      api(view, words.subList(3, words.size()), exchange);
    } else if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      refuse(exchange, 405, exchange.method() + " is not known here");
    } else if (words.equals(List.of("config.json"))) {
      config(view, exchange);
    } else {
      index(view, String.join("/", words), exchange);
    }
  }

  private void config(RepositoryView view, Exchange exchange) throws IOException {
    exchange.json(
        200,
        json.writeValueAsBytes(
            Map.of(
                "dl", exchange.base() + "/api/v1/crates",
                "api", exchange.base(),
                "auth-required", !view.anonymousRead())));
  }

  private void index(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    var name = CrateName.parse(path.substring(path.lastIndexOf('/') + 1));
    if (name.isEmpty() || !CrateName.indexPath(name.get().name()).equals(path)) {
      refuse(exchange, 404, "there is nothing at this path");
      return;
    }
    var overview = Overview.of(packages, view, name.get());
    if (overview.versions().isEmpty()) {
      refuse(exchange, 404, name.get().name() + " is not in repository " + view.name());
      return;
    }
    new DocumentAnswer(exchange)
        .rendered(
            documents.find(
                new Key(view.name(), name.get()),
                overview,
                () -> Rendered.of("text/plain", lines(overview, name.get()))));
  }

  private byte[] lines(Overview overview, PackageName name)
      throws IOException, InterruptedException {
    var lines = new TreeMap<String, ObjectNode>(SemVer.ORDER);
    var versions = overview.versions();
    for (var entry : versions.entrySet()) {
      var kept = entry.getValue().kept();
      if (kept != null && json.readTree(kept.metadata()) instanceof ObjectNode line) {
        lines.put(entry.getKey(), dated(line, kept));
      }
    }
    for (var repository : overview.listings().keySet()) {
      var upstream = catalog.find(repository).flatMap(v -> v.external(Format.cargo));
      if (upstream.isPresent()) {
        external
            .lines(upstream.get(), name)
            .forEach(
                (version, line) -> {
                  if (versions.containsKey(version)
                      && speaksFor(repository, versions.get(version))) {
                    lines.merge(version, line, CargoHandler::newer);
                  }
                });
      }
    }
    var text = new StringBuilder();
    for (var line : lines.values()) {
      text.append(json.writeValueAsString(line)).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Clients that wait for a version's age need its time, of one's own crates as of others. */
  private static ObjectNode dated(ObjectNode line, PackageVersion kept) {
    return kept.origin().type() != Origin.Type.INTERNAL || line.has("pubtime")
        ? line
        : line.put("pubtime", kept.published().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static boolean speaksFor(String repository, Source source) {
    return source.kept() == null
        ? source.repository().equals(repository)
        : source.kept().origin().equals(new Origin(Origin.Type.EXTERNAL, repository));
  }

  /** What was yanked since it was kept is yanked here too; its bytes stay what they were. */
  private static ObjectNode newer(ObjectNode here, ObjectNode outside) {
    return here.path("cksum").equals(outside.path("cksum")) ? outside : here;
  }

  private void api(RepositoryView view, List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    if (words.isEmpty()) {
      search.answer(view, exchange);
      return;
    }
    if (words.equals(List.of("new")) && exchange.method().equals("PUT")) {
      publish(view, exchange);
      return;
    }
    var name = CrateName.parse(words.getFirst());
    var what = exchange.method() + " " + words.getLast();
    if (name.isPresent() && words.size() == 3) {
      switch (what) {
        case "GET download", "HEAD download" -> download(view, name.get(), words.get(1), exchange);
        case "DELETE yank" -> yank(view, name.get(), words.get(1), true, exchange);
        case "PUT unyank" -> yank(view, name.get(), words.get(1), false, exchange);
        default -> refuse(exchange, 404, "there is nothing at this path");
      }
    } else if (name.isPresent() && words.size() == 2 && words.get(1).equals("owners")) {
      owners(exchange);
    } else {
      refuse(exchange, 404, "there is nothing at this path");
    }
  }

  private void publish(RepositoryView view, Exchange exchange)
      throws IOException, InterruptedException {
    if (view.external() != null) {
      refuse(exchange, 405, "repository " + view.name() + " is a proxy; publish to a hosted one");
      return;
    }
    var refusal = publishing.publish(view, exchange);
    if (refusal.isPresent()) {
      refuse(exchange, refusal.get().status(), refusal.get().message());
    } else {
      exchange.json(200, json.writeValueAsBytes(Map.of("warnings", Map.of())));
    }
  }

  private void download(RepositoryView view, PackageName name, String version, Exchange exchange)
      throws IOException, InterruptedException {
    var found = packages.asset(view, name, version, CrateName.file(name, version));
    if (found.isEmpty()) {
      refuse(exchange, 404, name.name() + " " + version + " is not in repository " + view.name());
      return;
    }
    delivery.file(found.get(), BINARY, exchange);
  }

  private void yank(
      RepositoryView view, PackageName name, String version, boolean yanked, Exchange exchange)
      throws IOException {
    var known = packages.describe(view, name).version(version);
    if (known.isEmpty()) {
      refuse(exchange, 404, name.name() + " " + version + " is not in repository " + view.name());
      return;
    }
    packages.change(
        view,
        name,
        old -> {
          var line =
              old.version(version)
                  .flatMap(v -> node(v.metadata()))
                  .orElseGet(json::createObjectNode);
          return old.withMetadata(version, json.writeValueAsString(line.put(YANKED, yanked)));
        });
    exchange.json(200, json.writeValueAsBytes(Map.of("ok", true)));
  }

  private Optional<ObjectNode> node(String text) {
    try {
      return json.readTree(text) instanceof ObjectNode node ? Optional.of(node) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Who may publish is a matter of the cluster's roles. */
  private void owners(Exchange exchange) throws IOException {
    if (exchange.method().equals("GET")) {
      exchange.json(200, json.writeValueAsBytes(Map.of("users", List.of())));
    } else {
      refuse(exchange, 403, "who may publish is said by Roles of the cluster");
    }
  }
}

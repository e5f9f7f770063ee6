package dev.slipway.packages.npm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.advisory.Advisories;
import dev.slipway.packages.http.DocumentAnswer;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.Preference;
import dev.slipway.packages.http.Rendered;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.StatusChange;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.FormatHandler;
import dev.slipway.packages.repository.Overview;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RenderedDocuments;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Speaks the protocol of npm registries. Source: npm registry API; libnpmpublish; pacote. */
public final class NpmHandler implements FormatHandler {

  private static final String SERVICES = "-";
  private static final String REVISION = "-rev";
  private static final String FULL = "application/json";
  private static final String ABBREVIATED = "application/vnd.npm.install-v1+json";

  private record Key(String repository, PackageName name, boolean abbreviated, String base) {}

  private final Packages packages;
  private final NpmPublishing publishing;
  private final NpmServices services;
  private final Delivery delivery;
  private final ObjectMapper json = new ObjectMapper();
  private final RenderedDocuments documents;

  public NpmHandler(
      Catalog catalog,
      Packages packages,
      NpmExternal external,
      BlobStore blobs,
      RenderedDocuments documents,
      Access access,
      Advisories advisories) {
    this.documents = documents;
    this.packages = packages;
    publishing = new NpmPublishing(packages, blobs);
    delivery = new Delivery(blobs);
    services = new NpmServices(catalog, packages, external, delivery, access, advisories);
  }

  @Override
  public String verb(String method, RequestPath path) {
    var words = path.segments();
    if (words.getFirst().equals(SERVICES)) {
      return NpmServices.verb(method, words);
    }
    boolean unpublishes = words.contains(REVISION);
    return switch (method) {
      case "GET", "HEAD" -> "get";
      case "PUT" -> unpublishes ? "delete" : "update";
      case "DELETE" -> "delete";
      default -> null;
    };
  }

  @Override
  public Optional<PackageName> subject(RequestPath path) {
    var words = path.segments();
    return words.getFirst().equals(SERVICES)
        ? NpmServices.subject(words)
        : NpmName.parse(text(words));
  }

  /** The name at the beginning of a path; a scope may be a word of its own. */
  private static String text(List<String> words) {
    return split(words) && words.size() > 1 ? words.get(0) + "/" + words.get(1) : words.getFirst();
  }

  private static boolean split(List<String> words) {
    return words.getFirst().startsWith("@") && !words.getFirst().contains("/");
  }

  @Override
  public void refuse(Exchange exchange, int status, String message) throws IOException {
    NpmAnswers.error(exchange, status, message);
  }

  @Override
  public void handle(RepositoryView view, RequestPath path, Exchange exchange)
      throws IOException, InterruptedException {
    var words = path.segments();
    if (words.getFirst().isEmpty()) {
      NpmAnswers.json(exchange, Map.of("db_name", view.name()));
      return;
    }
    if (words.getFirst().equals(SERVICES)) {
      services.handle(view, words, exchange);
      return;
    }
    var text = text(words);
    var name = NpmName.parse(text);
    if (name.isEmpty()) {
      refuse(exchange, 404, text + " cannot be the name of a package");
      return;
    }
    var rest = words.subList(split(words) ? 2 : 1, words.size());
    if ("GET".equals(exchange.method()) || "HEAD".equals(exchange.method())) {
      read(view, name.get(), rest, exchange);
    } else {
      write(view, name.get(), rest, exchange);
    }
  }

  private void read(RepositoryView view, PackageName name, List<String> rest, Exchange exchange)
      throws IOException, InterruptedException {
    if (rest.isEmpty() || rest.equals(List.of(""))) {
      packument(view, name, exchange);
    } else if (tarball(name, rest)) {
      var file = rest.getLast();
      tarball(view, name, file.substring(file.lastIndexOf('/') + 1), exchange);
    } else if (rest.size() == 1) {
      version(view, name, rest.getFirst(), exchange);
    } else {
      refuse(exchange, 404, "there is nothing at this path");
    }
  }

  /** Lock files of some other registries have the scope in the name of the file, too. */
  private static boolean tarball(PackageName name, List<String> rest) {
    return rest.getFirst().equals(SERVICES)
        && (rest.size() == 2 || (rest.size() == 3 && rest.get(1).equals("@" + name.namespace())));
  }

  private void packument(RepositoryView view, PackageName name, Exchange exchange)
      throws IOException, InterruptedException {
    if (exchange.query("write") != null) {
      own(view, name, exchange);
      return;
    }
    boolean abbreviated =
        Preference.type(exchange.header("Accept"), List.of(FULL, ABBREVIATED))
            .filter(ABBREVIATED::equals)
            .isPresent();
    var document = document(view, name, abbreviated, exchange.base());
    if (document.isEmpty()) {
      absent(view, name, exchange);
    } else {
      new DocumentAnswer(exchange).rendered(document.get());
    }
  }

  private void absent(RepositoryView view, PackageName name, Exchange exchange) throws IOException {
    refuse(exchange, 404, NpmName.text(name) + " is not in repository " + view.name());
  }

  private Optional<Rendered> document(
      RepositoryView view, PackageName name, boolean abbreviated, String base)
      throws IOException, InterruptedException {
    var overview = Overview.of(packages, view, name);
    if (overview.versions().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        documents.find(
            new Key(view.name(), name, abbreviated, base),
            overview,
            () ->
                Rendered.of(
                    abbreviated ? ABBREVIATED : FULL,
                    Packument.write(overview, name, abbreviated, base))));
  }

  /** For who is about to change the package: what this repository itself has. */
  private void own(RepositoryView view, PackageName name, Exchange exchange)
      throws IOException, InterruptedException {
    var overview = Overview.own(packages, view, name);
    if (overview.versions().isEmpty()) {
      absent(view, name, exchange);
      return;
    }
    exchange.json(200, Packument.write(overview, name, false, exchange.base()));
  }

  private void version(RepositoryView view, PackageName name, String wanted, Exchange exchange)
      throws IOException, InterruptedException {
    var overview = Overview.of(packages, view, name);
    var version = Packument.tags(overview).getOrDefault(wanted, wanted);
    var packument = json.readTree(Packument.write(overview, name, false, exchange.base()));
    if (packument.path("versions").path(version) instanceof ObjectNode node) {
      exchange.json(200, json.writeValueAsBytes(node));
    } else {
      refuse(exchange, 404, NpmName.text(name) + " has no version " + wanted);
    }
  }

  private void tarball(RepositoryView view, PackageName name, String file, Exchange exchange)
      throws IOException, InterruptedException {
    var version = NpmName.version(name, file);
    var found =
        version.isEmpty()
            ? Optional.<Packages.Found>empty()
            : packages.asset(view, name, version.get(), file);
    if (found.isEmpty()) {
      refuse(exchange, 404, file + " is not in repository " + view.name());
      return;
    }
    delivery.file(found.get(), "application/octet-stream", exchange);
  }

  private void write(RepositoryView view, PackageName name, List<String> rest, Exchange exchange)
      throws IOException, InterruptedException {
    if (view.external() != null) {
      refuse(exchange, 405, "repository " + view.name() + " is a proxy; publish to a hosted one");
      return;
    }
    boolean revised = rest.size() >= 2 && rest.get(rest.size() - 2).equals(REVISION);
    switch (exchange.method()) {
      case "PUT" -> {
        if (rest.isEmpty()) {
          publishing.put(view, name, exchange);
        } else if (rest.size() == 2 && revised) {
          keep(view, name, rest.get(1), exchange);
        } else {
          refuse(exchange, 404, "there is nothing at this path");
        }
      }
      case "DELETE" -> {
        if (rest.size() == 2 && revised) {
          removeAll(view, name, rest.get(1), exchange);
        } else if (rest.size() == 4 && revised) {
          // Its version went with the document that was put before.
          NpmAnswers.ok(exchange, 200);
        } else {
          refuse(exchange, 404, "there is nothing at this path");
        }
      }
      default -> refuse(exchange, 405, exchange.method() + " is not known here");
    }
  }

  /** Unpublishes the versions that the document no longer has. */
  private void keep(RepositoryView view, PackageName name, String revision, Exchange exchange)
      throws IOException {
    Upload upload;
    try {
      upload = Upload.read(exchange.body(), delivery.blobs());
    } catch (Upload.Unusable e) {
      refuse(exchange, 400, e.getMessage());
      return;
    }
    remove(view, name, revision, upload, exchange);
  }

  private void removeAll(RepositoryView view, PackageName name, String revision, Exchange exchange)
      throws IOException {
    remove(view, name, revision, new Upload(null, Map.of(), Map.of(), Map.of()), exchange);
  }

  private void remove(
      RepositoryView view, PackageName name, String revision, Upload left, Exchange exchange)
      throws IOException {
    var matched = new boolean[1];
    packages.change(
        view,
        name,
        old -> {
          matched[0] = Revision.of(old).equals(revision);
          if (!matched[0]) {
            return old;
          }
          var gone = new TreeSet<>(old.versions().keySet());
          gone.removeIf(v -> !old.versions().get(v).status().listed());
          gone.removeAll(left.versions().keySet());
          var changes = new HashMap<String, Optional<String>>();
          gone.forEach(v -> changes.put(v, Optional.empty()));
          return new StatusChange(changes, Optional.empty()).delete(old).manifest();
        });
    if (matched[0]) {
      NpmAnswers.ok(exchange, 200);
    } else {
      refuse(exchange, 409, NpmName.text(name) + " has changed since it was read; do it once more");
    }
  }
}

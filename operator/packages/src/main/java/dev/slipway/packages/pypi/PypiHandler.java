package dev.slipway.packages.pypi;

import dev.slipway.packages.http.DocumentAnswer;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.Preference;
import dev.slipway.packages.http.Rendered;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.FormatHandler;
import dev.slipway.packages.repository.Overview;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RenderedDocuments;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Serves a Python package index and takes uploads. Source: simple repository API, PEP 503, 592,
 * 658, 691, 700, 714, 740, 792; Warehouse's legacy upload API.
 */
public final class PypiHandler implements FormatHandler {

  private static final String BINARY = "application/octet-stream";
  private static final List<String> TYPES =
      List.of(SimplePage.JSON_TYPE, SimplePage.HTML_TYPE, "text/html");

  private record Key(String repository, PackageName name, String type) {}

  private final Catalog catalog;
  private final Packages packages;
  private final ProjectView projects;
  private final PypiUpload upload;
  private final Delivery delivery;
  private final RenderedDocuments documents;

  public PypiHandler(
      Catalog catalog,
      Packages packages,
      PypiExternal external,
      BlobStore blobs,
      RenderedDocuments documents,
      InstantSource clock) {
    this.catalog = catalog;
    this.packages = packages;
    this.documents = documents;
    projects = new ProjectView(catalog, external);
    upload = new PypiUpload(packages, blobs, clock);
    delivery = new Delivery(blobs);
  }

  @Override
  public Optional<PackageName> subject(RequestPath path) {
    var words = path.segments();
    return words.size() < 2 || words.get(1).isEmpty()
        ? Optional.empty()
        : PypiName.parse(words.get(1));
  }

  @Override
  public boolean namedInBody(String method, RequestPath path) {
    return "POST".equals(method);
  }

  @Override
  public void handle(RepositoryView view, RequestPath path, Exchange exchange)
      throws IOException, InterruptedException {
    var words = path.segments();
    switch (exchange.method()) {
      case "GET", "HEAD" -> read(view, words, exchange);
      case "POST" -> upload.post(view, exchange);
      default -> exchange.answer(405, exchange.method() + " is not known here");
    }
  }

  private void read(RepositoryView view, List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    switch (words.getFirst()) {
      case "simple" -> simple(view, words, exchange);
      case "files" -> file(view, words, exchange);
      case "pypi" -> json(view, words, exchange);
      default -> exchange.answer(404, "the index is at simple/");
    }
  }

  private void simple(RepositoryView view, List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    if (words.size() == 1) {
      exchange.redirect(exchange.base() + "/simple/");
      return;
    }
    var type = type(exchange);
    if (words.size() == 2 && words.get(1).isEmpty()) {
      var names = names(view);
      new DocumentAnswer(exchange)
          .rendered(
              Rendered.of(
                  written(type),
                  type.equals(SimplePage.JSON_TYPE)
                      ? SimplePage.projectsAsJson(names)
                      : SimplePage.projectsAsHtml(names)));
      return;
    }
    var name = words.size() > 3 ? Optional.<PackageName>empty() : PypiName.parse(words.get(1));
    if (name.isEmpty() || (words.size() == 3 && !words.get(2).isEmpty())) {
      exchange.answer(404, "write simple/PROJECT/");
      return;
    }
    if (words.size() == 2 || !words.get(1).equals(name.get().name())) {
      exchange.redirect(exchange.base() + "/simple/" + name.get().name() + "/");
      return;
    }
    page(view, name.get(), type, exchange);
  }

  /** Who accepts nothing of it gets HTML, as PEP 691 allows. */
  private static String type(Exchange exchange) {
    var format = exchange.query("format");
    // PEP 691 writes the plus of a type as it is, which in a query means a blank.
    var asked = format == null ? exchange.header("Accept") : format.replace(' ', '+');
    var accept = asked == null ? "text/html" : asked.replace("simple.latest+", "simple.v1+");
    var offers = accept.contains("*/*") ? TYPES.reversed() : TYPES;
    return Preference.type(accept, offers).orElse("text/html");
  }

  private static String written(String type) {
    return type.equals("text/html") ? SimplePage.PLAIN_TYPE : type;
  }

  private void page(RepositoryView view, PackageName name, String type, Exchange exchange)
      throws IOException, InterruptedException {
    var overview = Overview.of(packages, view, name);
    if (overview.versions().isEmpty()) {
      absent(view, name, exchange);
      return;
    }
    new DocumentAnswer(exchange)
        .rendered(
            projects.anyWaits(overview, name)
                ? rendered(overview, name, type)
                : documents.find(
                    new Key(view.name(), name, type),
                    overview,
                    () -> rendered(overview, name, type)));
  }

  private Rendered rendered(Overview overview, PackageName name, String type)
      throws IOException, InterruptedException {
    var files = projects.files(overview, name);
    return Rendered.of(
        written(type),
        type.equals(SimplePage.JSON_TYPE)
            ? SimplePage.asJson(name, files)
            : SimplePage.asHtml(name, files));
  }

  private static void absent(RepositoryView view, PackageName name, Exchange exchange)
      throws IOException {
    exchange.answer(404, name.name() + " is not in repository " + view.name());
  }

  private List<String> names(RepositoryView view) {
    return packages.names(catalog.reach(view), Format.pypi).stream()
        .map(PackageName::name)
        .toList();
  }

  private void file(RepositoryView view, List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    var name = words.size() == 4 ? PypiName.parse(words.get(1)) : Optional.<PackageName>empty();
    var found =
        name.isEmpty() || !PypiName.file(words.get(3))
            ? Optional.<Packages.Found>empty()
            : packages.asset(view, name.get(), words.get(2), words.get(3));
    if (found.isEmpty()) {
      exchange.answer(404, String.join("/", words) + " is not in repository " + view.name());
      return;
    }
    delivery.file(found.get(), BINARY, exchange);
  }

  private void json(RepositoryView view, List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    boolean whole = words.size() == 3 && words.get(2).equals("json");
    boolean one = words.size() == 4 && words.get(3).equals("json");
    var name = whole || one ? PypiName.parse(words.get(1)) : Optional.<PackageName>empty();
    if (name.isEmpty()) {
      exchange.answer(404, "write pypi/PROJECT/json or pypi/PROJECT/VERSION/json");
      return;
    }
    var overview = Overview.of(packages, view, name.get());
    var files = projects.files(overview, name.get());
    var document =
        ProjectJson.write(overview, files, name.get(), one ? words.get(2) : null, exchange.base());
    if (document.isEmpty()) {
      absent(view, name.get(), exchange);
    } else {
      exchange.json(200, document.get());
    }
  }
}

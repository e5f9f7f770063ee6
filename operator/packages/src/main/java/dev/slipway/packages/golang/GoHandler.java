package dev.slipway.packages.golang;

import dev.slipway.packages.http.DocumentAnswer;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.Rendered;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.SemVer;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.FormatHandler;
import dev.slipway.packages.repository.Overview;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RefusedException;
import dev.slipway.packages.repository.RenderedDocuments;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.upstream.Documents;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Serves Go modules. Source: Go modules reference, GOPROXY protocol. A module is published by
 * putting its zip file at {@code MODULE/@v/VERSION.zip}.
 */
public final class GoHandler implements FormatHandler {

  private static final String VERSIONS = "/@v/";
  private static final String LATEST = "/@latest";
  private static final String CHECKSUMS = "sumdb/";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String BINARY = "application/octet-stream";

  private record Key(String repository, PackageName name) {}

  private final Catalog catalog;
  private final Packages packages;
  private final GoExternal external;
  private final GoPublishing publishing;
  private final Delivery delivery;
  private final RenderedDocuments documents;

  public GoHandler(
      Catalog catalog,
      Packages packages,
      GoExternal external,
      BlobStore blobs,
      RenderedDocuments documents,
      InstantSource clock) {
    this.documents = documents;
    this.catalog = catalog;
    this.packages = packages;
    this.external = external;
    publishing = new GoPublishing(packages, blobs, clock);
    delivery = new Delivery(blobs);
  }

  @Override
  public Optional<PackageName> subject(RequestPath request) {
    var path = request.from(0).orElse("");
    int at = path.endsWith(LATEST) ? path.length() - LATEST.length() : path.lastIndexOf(VERSIONS);
    return at < 0 ? Optional.empty() : ModulePath.parse(path.substring(0, at));
  }

  @Override
  public void handle(RepositoryView view, RequestPath request, Exchange exchange)
      throws IOException, InterruptedException {
    var path = request.from(0).orElse("");
    switch (exchange.method()) {
      case "GET", "HEAD" -> {
        if (!read(view, path, exchange)) {
          exchange.answer(404, path + " is not in repository " + view.name());
        }
      }
      case "PUT" -> publishing.put(view, path, exchange);
      default -> exchange.answer(405, exchange.method() + " is not known here");
    }
  }

  private boolean read(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    if (path.startsWith(CHECKSUMS)) {
      return checksums(view, path, exchange);
    }
    if (path.endsWith(LATEST)) {
      var name = ModulePath.parse(path.substring(0, path.length() - LATEST.length()));
      return name.isPresent() && latest(view, name.get(), exchange);
    }
    int at = path.lastIndexOf(VERSIONS);
    var name = at < 0 ? Optional.<PackageName>empty() : ModulePath.parse(path.substring(0, at));
    var file =
        at < 0
            ? Optional.<String>empty()
            : ModulePath.unescape(path.substring(at + VERSIONS.length()));
    if (name.isEmpty() || file.isEmpty()) {
      return false;
    }
    return file.get().equals("list")
        ? list(view, name.get(), exchange)
        : file(view, name.get(), file.get(), path, exchange);
  }

  private boolean list(RepositoryView view, PackageName name, Exchange exchange)
      throws IOException, InterruptedException {
    var overview = Overview.of(packages, view, name);
    var versions = new TreeSet<>(SemVer.ORDER);
    versions.addAll(overview.versions().keySet());
    // Versions that were made from a commit are there for who names them.
    versions.removeIf(GoHandler::pseudo);
    if (versions.isEmpty() && overview.versions().isEmpty() && overview.listings().isEmpty()) {
      return false;
    }
    var lines = String.join("\n", versions).concat(versions.isEmpty() ? "" : "\n");
    new DocumentAnswer(exchange)
        .rendered(
            documents.find(
                new Key(view.name(), name),
                overview,
                () -> Rendered.of(TEXT, lines.getBytes(StandardCharsets.UTF_8))));
    return true;
  }

  private static boolean pseudo(String version) {
    return version.matches(".*[.-]\\d{14}-[0-9a-f]{12}(\\+incompatible)?");
  }

  private static void send(byte[] bytes, Exchange exchange) throws IOException {
    try (var out = exchange.begin(200, bytes.length)) {
      out.write(bytes);
    }
  }

  /**
   * The highest version that has a name. A module that has none is at what a proxy outside says
   * now, or else, where that cannot be had, at the last commit that was kept.
   */
  private boolean latest(RepositoryView view, PackageName name, Exchange exchange)
      throws IOException, InterruptedException {
    var overview = Overview.of(packages, view, name);
    var named = new TreeSet<>(SemVer.ORDER);
    named.addAll(shown(overview));
    named.removeIf(GoHandler::pseudo);
    var latest = SemVer.latest(named);
    if (latest.isPresent() && info(view, name, latest.get(), exchange)) {
      return true;
    }
    var kept = SemVer.latest(shown(overview));
    try {
      var now = unnamed(view, name);
      if (now.isPresent() && info(view, name, now.get(), exchange)) {
        return true;
      }
    } catch (UpstreamException | RefusedException e) {
      if (kept.isEmpty()) {
        throw e;
      }
    }
    return kept.isPresent() && info(view, name, kept.get(), exchange);
  }

  /** Versions that are shown; none when somebody outside cannot be asked. */
  private static Set<String> shown(Overview overview) {
    try {
      return overview.versions().keySet();
    } catch (UpstreamException e) {
      return Set.of();
    }
  }

  private boolean info(RepositoryView view, PackageName name, String version, Exchange exchange)
      throws IOException, InterruptedException {
    var info = packages.asset(view, name, version, version + ".info");
    if (info.isPresent()) {
      delivery.file(info.get(), "application/json", exchange);
    }
    return info.isPresent();
  }

  /** The version that stands for the last commit of a module without names for versions. */
  private Optional<String> unnamed(RepositoryView view, PackageName name)
      throws IOException, InterruptedException {
    for (var link : packages.chain(view, name).links()) {
      var document =
          link.outside()
              ? document(link.repository(), ModulePath.escape(name.name()) + LATEST)
              : Optional.<Documents.Document>empty();
      if (document.isPresent()) {
        return GoExternal.version(document.get());
      }
    }
    return Optional.empty();
  }

  private boolean file(
      RepositoryView view, PackageName name, String file, String path, Exchange exchange)
      throws IOException, InterruptedException {
    int dot = file.lastIndexOf('.');
    var version = dot < 0 ? "" : file.substring(0, dot);
    var type =
        switch (dot < 0 ? "" : file.substring(dot)) {
          case ".info" -> "application/json";
          case ".mod" -> TEXT;
          case ".zip" -> "application/zip";
          default -> null;
        };
    if (type == null) {
      return false;
    }
    if (!ModulePath.canonical(version)) {
      return outside(view, name, path, exchange);
    }
    var found = packages.asset(view, name, version, file);
    if (found.isPresent()) {
      delivery.file(found.get(), type, exchange);
    }
    return found.isPresent();
  }

  /** A document that may change: what a branch means now. */
  private boolean outside(RepositoryView view, PackageName name, String path, Exchange exchange)
      throws IOException, InterruptedException {
    for (var link : packages.chain(view, name).links()) {
      var document =
          link.outside() ? document(link.repository(), path) : Optional.<Documents.Document>empty();
      if (document.isPresent()) {
        exchange.json(200, document.get().bytes());
        return true;
      }
    }
    return false;
  }

  private Optional<Documents.Document> document(String repository, String path)
      throws IOException, InterruptedException {
    var upstream = catalog.find(repository).flatMap(v -> v.external(Format.go));
    return upstream.isEmpty() ? Optional.empty() : external.document(upstream.get(), path);
  }

  /** The checksum database of the nearest proxy outside that passes one through. */
  private boolean checksums(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    for (var member : catalog.reach(view)) {
      var document = document(member.name(), path);
      if (document.isPresent()) {
        exchange.set("Content-Type", BINARY);
        send(document.get().bytes(), exchange);
        return true;
      }
    }
    return false;
  }
}

package dev.slipway.packages.nuget;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.http.DocumentAnswer;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.Rendered;
import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.Overview;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RenderedDocuments;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers with what is known of a package. Source: NuGet API, package metadata. */
final class Registrations {

  private static final String JSON_ENDING = ".json";

  /** What a document is made for. */
  private record Key(
      String repository, PackageName name, String base, String path, Instant advisories) {}

  /** Makes a document of the versions that its readers can use; null when there is none. */
  private interface Maker {
    ObjectNode make(RegistrationDocuments documents, List<VersionEntry> entries);
  }

  /** There is no such document. */
  private static final class Absent extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final Packages packages;
  private final NuGetView view;
  private final RenderedDocuments rendered;
  private final Vulnerabilities advisories;
  private final ObjectMapper json = new ObjectMapper();

  Registrations(
      Packages packages, NuGetView view, RenderedDocuments rendered, Vulnerabilities advisories) {
    this.packages = packages;
    this.view = view;
    this.rendered = rendered;
    this.advisories = advisories;
  }

  /**
   * Answers a request.
   *
   * @param words FOLDER/ID/index.json, FOLDER/ID/page/LOWER/UPPER.json or FOLDER/ID/VERSION.json
   * @return false when there is nothing
   */
  boolean answer(RepositoryView repository, List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    var name = words.size() < 3 ? Optional.<PackageName>empty() : NuGetId.parse(words.get(1));
    var maker = name.isEmpty() ? Optional.<Maker>empty() : maker(words.subList(2, words.size()));
    if (maker.isEmpty()) {
      return false;
    }
    try {
      new DocumentAnswer(exchange)
          .rendered(document(repository, name.get(), words, maker.get(), exchange.base()));
      return true;
    } catch (Absent e) {
      return false;
    }
  }

  private static Optional<Maker> maker(List<String> path) {
    var last = path.getLast();
    if (!last.endsWith(JSON_ENDING)) {
      return Optional.empty();
    }
    var stem = last.substring(0, last.length() - JSON_ENDING.length());
    if (path.size() == 3 && path.getFirst().equals("page")) {
      var lower = NuGetVersion.parse(path.get(1));
      var upper = NuGetVersion.parse(stem);
      return lower.isEmpty() || upper.isEmpty()
          ? Optional.empty()
          : Optional.of((documents, e) -> page(documents, e, lower.get(), upper.get()));
    }
    if (path.size() != 1) {
      return Optional.empty();
    }
    return stem.equals("index")
        ? Optional.of(RegistrationDocuments::index)
        : NuGetVersion.parse(stem).map(v -> (documents, e) -> leaf(documents, e, v));
  }

  /** Pages change when versions come; whoever reads an older index still finds its own. */
  private static ObjectNode page(
      RegistrationDocuments documents,
      List<VersionEntry> entries,
      NuGetVersion lower,
      NuGetVersion upper) {
    var part =
        entries.stream()
            .filter(e -> e.version().compareTo(lower) >= 0 && e.version().compareTo(upper) <= 0)
            .toList();
    return part.isEmpty()
            || !part.getFirst().version().equals(lower)
            || !part.getLast().version().equals(upper)
        ? null
        : documents.page(part);
  }

  private static ObjectNode leaf(
      RegistrationDocuments documents, List<VersionEntry> entries, NuGetVersion version) {
    return entries.stream()
        .filter(e -> e.version().equals(version))
        .findFirst()
        .map(documents::leaf)
        .orElse(null);
  }

  /** Without the id, whose case does not count. */
  private static String path(List<String> words) {
    return words.getFirst() + "/" + String.join("/", words.subList(2, words.size()));
  }

  private Rendered document(
      RepositoryView repository, PackageName name, List<String> words, Maker maker, String base)
      throws IOException, InterruptedException {
    var overview = Overview.of(packages, repository, name);
    return rendered.find(
        new Key(repository.name(), name, base, path(words), advisories.updated()),
        overview,
        () -> {
          boolean semVer2 = ServiceIndex.REGISTRATIONS.get(words.getFirst());
          var entries =
              view.entries(overview, name).values().stream()
                  .filter(e -> semVer2 || !e.details().isSemVer2())
                  .toList();
          var root = base + "/v3";
          var documents =
              new RegistrationDocuments(
                  root,
                  root + "/" + words.getFirst(),
                  name,
                  advisories.known(base).getOrDefault(name.name(), List.of()));
          var made = entries.isEmpty() ? null : maker.make(documents, entries);
          if (made == null) {
            throw new Absent();
          }
          return Rendered.of("application/json", json.writeValueAsBytes(made));
        });
  }
}

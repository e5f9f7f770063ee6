package dev.slipway.packages.nuget;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.http.DocumentAnswer;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.Overview;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.Packages.Found;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Answers with the versions of a package, listed or not, and with their files. Source: NuGet API,
 * package content; readme.
 */
final class FlatContainer {

  private static final String BINARY = "application/octet-stream";

  private final Packages packages;
  private final NuGetView view;
  private final Delivery delivery;
  private final ObjectMapper json = new ObjectMapper();

  FlatContainer(Packages packages, NuGetView view, Delivery delivery) {
    this.packages = packages;
    this.view = view;
    this.delivery = delivery;
  }

  /**
   * Answers a request.
   *
   * @param words ID/index.json, ID/VERSION/ID.VERSION.nupkg, ID/VERSION/ID.nuspec or
   *     ID/VERSION/readme
   * @return false when there is nothing
   */
  boolean answer(RepositoryView repository, List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    var name = NuGetId.parse(words.getFirst());
    if (name.isEmpty()) {
      return false;
    }
    if (words.size() == 2 && words.get(1).equals("index.json")) {
      return versions(repository, name.get(), exchange);
    }
    var version =
        words.size() == 3 ? NuGetVersion.parse(words.get(1)) : Optional.<NuGetVersion>empty();
    if (version.isEmpty()) {
      return false;
    }
    var file = words.get(2).toLowerCase(Locale.ROOT);
    var normal = version.get().normal();
    var written = words.get(1).toLowerCase(Locale.ROOT);
    if (file.equals(NuGetId.file(name.get(), normal, NuGetId.PACKAGE))
        || file.equals(NuGetId.file(name.get(), written, NuGetId.PACKAGE))) {
      return asset(repository, name.get(), normal, NuGetId.PACKAGE, exchange);
    }
    return switch (file) {
      case "readme" -> readme(repository, name.get(), version.get(), exchange);
      default ->
          file.equals(name.get().name() + ".nuspec")
              && nuspec(repository, name.get(), normal, exchange);
    };
  }

  /** Answers with symbols: ID/VERSION/ID.VERSION.snupkg. */
  boolean symbols(RepositoryView repository, List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    var name = NuGetId.parse(words.getFirst());
    var version =
        words.size() == 3 ? NuGetVersion.parse(words.get(1)) : Optional.<NuGetVersion>empty();
    return name.isPresent()
        && version.isPresent()
        && words
            .get(2)
            .equalsIgnoreCase(NuGetId.file(name.get(), version.get().normal(), NuGetId.SYMBOLS))
        && asset(repository, name.get(), version.get().normal(), NuGetId.SYMBOLS, exchange);
  }

  private boolean versions(RepositoryView repository, PackageName name, Exchange exchange)
      throws IOException, InterruptedException {
    var entries = view.entries(Overview.of(packages, repository, name), name);
    if (entries.isEmpty()) {
      return false;
    }
    var versions = entries.keySet().stream().map(NuGetVersion::normal).toList();
    var document = json.writeValueAsBytes(Map.of("versions", versions));
    exchange.set("Cache-Control", "private, no-cache");
    new DocumentAnswer(exchange)
        .document(
            "application/json",
            document,
            "\"" + VersionEntry.commit(String.join(" ", versions)) + "\"");
    return true;
  }

  private boolean asset(
      RepositoryView repository, PackageName name, String version, String suffix, Exchange exchange)
      throws IOException, InterruptedException {
    var found = packages.asset(repository, name, version, NuGetId.file(name, version, suffix));
    if (found.isPresent()) {
      delivery.file(found.get(), BINARY, exchange);
    }
    return found.isPresent();
  }

  private boolean nuspec(
      RepositoryView repository, PackageName name, String version, Exchange exchange)
      throws IOException, InterruptedException {
    var found =
        packages.asset(repository, name, version, NuGetId.file(name, version, NuGetId.PACKAGE));
    var bytes =
        found.isEmpty() ? Optional.<byte[]>empty() : PackageArchive.nuspec(file(found.get()));
    if (bytes.isPresent()) {
      inside(found.get(), "nuspec", "application/xml", bytes.get(), exchange);
    }
    return bytes.isPresent();
  }

  /** Only of what is kept: who looks around outside would else bring everything in. */
  private boolean readme(
      RepositoryView repository, PackageName name, NuGetVersion version, Exchange exchange)
      throws IOException, InterruptedException {
    var normal = version.normal();
    var asset = NuGetId.file(name, normal, NuGetId.PACKAGE);
    var entry = view.kept(packages.chain(repository, name), name).get(version);
    if (entry == null || entry.file() == null || entry.details().readme() == null) {
      return false;
    }
    var found = packages.asset(repository, name, normal, asset);
    var bytes =
        found.isEmpty()
            ? Optional.<byte[]>empty()
            : PackageArchive.readme(file(found.get()), entry.details().readme());
    if (bytes.isPresent()) {
      exchange.set("X-Content-Type-Options", "nosniff");
      exchange.set("Content-Disposition", "attachment; filename=\"readme.md\"");
      inside(found.get(), "readme", "text/markdown; charset=utf-8", bytes.get(), exchange);
    }
    return bytes.isPresent();
  }

  private static void inside(Found found, String what, String type, byte[] bytes, Exchange exchange)
      throws IOException, InterruptedException {
    new DocumentAnswer(exchange)
        .document(type, bytes, "\"" + Delivery.digests(found).sha256() + "-" + what + "\"");
  }

  private Path file(Found found) throws IOException, InterruptedException {
    var digest = Delivery.digests(found).digest();
    return delivery
        .blobs()
        .find(digest)
        .orElseThrow(() -> new IOException("the store has lost " + digest));
  }
}

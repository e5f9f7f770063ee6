package dev.slipway.packages.golang;

import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.upstream.Documents;
import dev.slipway.packages.upstream.Expected;
import dev.slipway.packages.upstream.External;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.packages.upstream.Listing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads module proxies outside. A version need not be in their list to be there. What they give is
 * checked by clients against the checksum database, which is passed through.
 */
public final class GoExternal implements External {

  private static final Documents.Kind ANY =
      new Documents.Kind("*/*", 16 << 20, Documents::asAnything);

  private final Documents documents;

  public GoExternal(Documents documents) {
    this.documents = documents;
  }

  @Override
  public Listing listing(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException {
    var document = document(repository, ModulePath.escape(name.name()) + "/@v/list");
    if (document.isEmpty()) {
      return Listing.NONE;
    }
    var versions = new LinkedHashMap<String, Instant>();
    for (var line : new String(document.get().bytes(), StandardCharsets.UTF_8).split("\n", -1)) {
      var version = line.strip().split("\\s", 2)[0];
      if (ModulePath.canonical(version)) {
        versions.put(version, Instant.EPOCH);
      }
    }
    return new Listing(versions, Map.of(), document.get());
  }

  @Override
  public Optional<Offer> offer(
      ExternalRepository repository, PackageName name, String version, String asset) {
    return Optional.of(
        new Offer(
            url(repository, ModulePath.escape(name.name()) + "/@v/" + ModulePath.escape(asset)),
            Expected.NOTHING,
            null,
            null));
  }

  /** Finds a document that may change. */
  Optional<Documents.Document> document(ExternalRepository repository, String path)
      throws IOException, InterruptedException {
    return documents.find(repository, url(repository, path), ANY);
  }

  private static String url(ExternalRepository repository, String path) {
    return repository.url() + "/" + RequestPath.encode(path);
  }
}

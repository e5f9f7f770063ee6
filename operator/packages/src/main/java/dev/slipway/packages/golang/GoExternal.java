package dev.slipway.packages.golang;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.SemVer;
import dev.slipway.packages.upstream.Belief;
import dev.slipway.packages.upstream.Documents;
import dev.slipway.packages.upstream.External;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.packages.upstream.Listing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads module proxies outside. A version need not be in their list to be there. What they give is
 * checked by clients against the checksum database, which is passed through.
 */
public final class GoExternal implements External {

  private static final Documents.Kind ANY = new Documents.Kind("*/*", 16 << 20, Belief::anything);

  private static final ObjectMapper JSON = new ObjectMapper();

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
    var versions = new TreeMap<String, Instant>(SemVer.ORDER);
    for (var line : new String(document.get().bytes(), StandardCharsets.UTF_8).split("\n", -1)) {
      var version = line.strip().split("\\s", 2)[0];
      if (ModulePath.canonical(version)) {
        versions.put(version, Instant.EPOCH);
      }
    }
    return new Listing(new LinkedHashMap<>(versions), Map.of(), document.get());
  }

  @Override
  public Optional<Offer> offer(
      ExternalRepository repository, PackageName name, String version, String asset) {
    return Optional.of(
        Offer.unknown(
            repository.url(ModulePath.escape(name.name()) + "/@v/" + ModulePath.escape(asset))));
  }

  /** The time of the version's commit, as the proxy tells it. */
  @Override
  public Optional<Instant> released(ExternalRepository repository, PackageName name, String version)
      throws IOException, InterruptedException {
    var path = ModulePath.escape(name.name()) + "/@v/" + ModulePath.escape(version) + ".info";
    var info = document(repository, path);
    if (info.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          OffsetDateTime.parse(JSON.readTree(info.get().bytes()).path("Time").asText())
              .toInstant());
    } catch (JsonProcessingException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The version that an info document is about; empty when it names none that can be. */
  static Optional<String> version(Documents.Document info) throws IOException {
    try {
      return Optional.of(JSON.readTree(info.bytes()).path("Version").asText(""))
          .filter(ModulePath::canonical);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Finds a document that may change. */
  Optional<Documents.Document> document(ExternalRepository repository, String path)
      throws IOException, InterruptedException {
    return documents.find(repository, repository.url(path), ANY);
  }
}

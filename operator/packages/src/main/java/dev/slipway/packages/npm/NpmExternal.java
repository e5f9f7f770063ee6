package dev.slipway.packages.npm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing.Description;
import dev.slipway.packages.upstream.Belief;
import dev.slipway.packages.upstream.Documents;
import dev.slipway.packages.upstream.External;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.packages.upstream.Listing;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads npm registries outside. A document is read as a stream: some have tens of megabytes.
 * Source: npm registry, package metadata.
 */
public final class NpmExternal implements External {

  private static final Documents.Kind JSON =
      new Documents.Kind("application/json", Documents.LARGEST, Belief::json);
  private static final int MOST_REMEMBERED = 2000;

  private final Documents documents;
  private final JsonFactory factory = new JsonFactory();
  private final ObjectMapper json = new ObjectMapper(factory);
  private final Remembered<Listing> remembered = new Remembered<>(MOST_REMEMBERED);

  /** Addresses of registries that have a tarball at another place than the npm registry would. */
  private final Set<String> elsewhere = ConcurrentHashMap.newKeySet();

  public NpmExternal(Documents documents) {
    this.documents = documents;
  }

  @Override
  public Listing listing(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException {
    return listing(repository, name, () -> {});
  }

  private Listing listing(ExternalRepository repository, PackageName name, Runnable asking)
      throws IOException, InterruptedException {
    var url = url(repository, name);
    var document = documents.find(repository, url, JSON, asking);
    if (document.isEmpty()) {
      return Listing.NONE;
    }
    return remembered.get(document.get().digests().sha256(), () -> read(document.get(), url));
  }

  private static String url(ExternalRepository repository, PackageName name) {
    return repository.url() + "/" + NpmName.text(name).replace("/", "%2f");
  }

  private Listing read(Documents.Document document, String url) throws IOException {
    var versions = new LinkedHashMap<String, Instant>();
    var tags = new LinkedHashMap<String, String>();
    var times = new LinkedHashMap<String, Instant>();
    try (var parser = factory.createParser(document.file().toFile())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new UpstreamException(url + " answers with something that is no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "versions" -> each(parser, version -> versions.put(version, Instant.EPOCH));
          case "dist-tags" -> texts(parser, tags);
          case "time" -> times(parser, times);
          default -> parser.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      throw new UpstreamException(url + " answers with something that is no JSON");
    }
    versions.replaceAll((version, none) -> times.getOrDefault(version, none));
    return new Listing(versions, tags, document);
  }

  private interface Name {
    void take(String name);
  }

  private static void each(JsonParser parser, Name each) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      each.take(parser.currentName());
      parser.nextToken();
      parser.skipChildren();
    }
  }

  private static void texts(JsonParser parser, Map<String, String> into) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      if (parser.nextToken() == JsonToken.VALUE_STRING) {
        into.put(name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
  }

  private static void times(JsonParser parser, Map<String, Instant> into) throws IOException {
    var texts = new LinkedHashMap<String, String>();
    texts(parser, texts);
    texts.forEach(
        (version, text) -> {
          try {
            into.put(version, Instant.parse(text));
          } catch (DateTimeException e) {
            // A time that cannot be read is as good as none.
          }
        });
  }

  @Override
  public Optional<Offer> offer(
      ExternalRepository repository, PackageName name, String version, String asset)
      throws IOException, InterruptedException {
    return offer(repository, name, version, asset, Guess.NONE);
  }

  /**
   * Most registries have a tarball where the npm registry has it; the others are not guessed at.
   */
  @Override
  public Optional<Offer> offer(
      ExternalRepository repository, PackageName name, String version, String asset, Guess guess)
      throws IOException, InterruptedException {
    if (!asset.equals(NpmName.tarball(name, version))) {
      return Optional.empty();
    }
    var likely = repository.url() + "/" + NpmName.text(name) + "/-/" + RequestPath.encode(asset);
    var listing =
        listing(
            repository,
            name,
            () -> {
              if (!elsewhere.contains(repository.url())) {
                guess.probably(repository, likely);
              }
            });
    if (!listing.versions().containsKey(version)) {
      return Optional.empty();
    }
    var metadata = version(listing.document(), version);
    var dist = metadata.path("dist");
    var tarball = dist.path("tarball").asText("");
    if (tarball.isEmpty()) {
      return Optional.empty();
    }
    var url = absolute(repository, tarball);
    if (!url.equals(likely)) {
      elsewhere.add(repository.url());
    }
    return Optional.of(
        new Offer(
            url,
            Dist.expected(dist),
            listing.versions().get(version),
            Description.of(json.writeValueAsString(metadata))));
  }

  /** Some registries write addresses without their host. */
  private static String absolute(ExternalRepository repository, String tarball) {
    return tarball.startsWith("http://") || tarball.startsWith("https://")
        ? tarball
        : repository.url(tarball.replaceFirst("^/+", ""));
  }

  private ObjectNode version(Documents.Document document, String version) throws IOException {
    try (var versions = new DocumentVersions(document.file())) {
      for (var next = versions.next(); next != null; next = versions.next()) {
        if (next.equals(version)) {
          return versions.read();
        }
      }
    }
    return json.createObjectNode();
  }

  /** Documents beside those of packages, such as signing keys and attestations. */
  Optional<Documents.Document> other(ExternalRepository repository, String path)
      throws IOException, InterruptedException {
    return documents.find(repository, repository.url() + "/" + path, JSON);
  }
}

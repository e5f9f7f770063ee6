package dev.slipway.packages.cargo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing.Description;
import dev.slipway.packages.upstream.Belief;
import dev.slipway.packages.upstream.Documents;
import dev.slipway.packages.upstream.Expected;
import dev.slipway.packages.upstream.External;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.packages.upstream.Listing;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads sparse registries of crates outside; their address is that of the index. */
public final class CargoExternal implements External {

  private static final Documents.Kind ANY = new Documents.Kind("*/*", 32 << 20, Belief::json);
  private static final int MOST_REMEMBERED = 1000;
  private static final String[] MARKERS = {
    "{crate}", "{version}", "{prefix}", "{lowerprefix}", "{sha256-checksum}"
  };

  /** A crate's file in an index. */
  private record Crate(Map<String, ObjectNode> lines, Listing listing) {
    static final Crate NONE = new Crate(Map.of(), Listing.NONE);
  }

  private final Documents documents;
  private final ObjectMapper json = new ObjectMapper();
  private final Remembered<Crate> remembered = new Remembered<>(MOST_REMEMBERED);

  public CargoExternal(Documents documents) {
    this.documents = documents;
  }

  @Override
  public Listing listing(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException {
    return crate(repository, name).listing();
  }

  /** The lines of the index, by version. */
  Map<String, ObjectNode> lines(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException {
    return crate(repository, name).lines();
  }

  private Crate crate(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException {
    var url = repository.url() + "/" + CrateName.indexPath(name.name());
    var document = documents.find(repository, url, ANY);
    if (document.isEmpty()) {
      return Crate.NONE;
    }
    return remembered.get(document.get().digests().sha256(), () -> read(document.get(), url));
  }

  private Crate read(Documents.Document document, String url) throws IOException {
    var lines = new LinkedHashMap<String, ObjectNode>();
    var versions = new LinkedHashMap<String, Instant>();
    for (var line : new String(document.bytes(), StandardCharsets.UTF_8).split("\n", -1)) {
      if (line.isBlank()) {
        continue;
      }
      try {
        if (json.readTree(line) instanceof ObjectNode node && node.path("vers").isTextual()) {
          var version = node.get("vers").asText();
          lines.put(version, node);
          versions.put(version, time(node.path("pubtime").asText("")));
        }
      } catch (JsonProcessingException e) {
        throw new UpstreamException(url + " answers with something that is no index of crates");
      }
    }
    return new Crate(lines, new Listing(versions, Map.of(), document));
  }

  private static Instant time(String text) {
    try {
      return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  @Override
  public Optional<Offer> offer(
      ExternalRepository repository, PackageName name, String version, String asset)
      throws IOException, InterruptedException {
    var line = lines(repository, name).get(version);
    if (line == null || !asset.equals(CrateName.file(name, version))) {
      return Optional.empty();
    }
    var released = listing(repository, name).versions().get(version);
    return Optional.of(
        new Offer(
            url(repository, line),
            Expected.sha256(line.path("cksum").asText(null)),
            released.equals(Instant.EPOCH) ? null : released,
            Description.of(json.writeValueAsString(line))));
  }

  /** Where files are stands in the registry's configuration. */
  private String url(ExternalRepository repository, JsonNode line)
      throws IOException, InterruptedException {
    var address = repository.url() + "/config.json";
    var document =
        documents
            .find(repository, address, ANY)
            .orElseThrow(() -> new UpstreamException(address + " is not there"));
    String template;
    try {
      template = json.readTree(document.bytes()).path("dl").asText("");
    } catch (JsonProcessingException e) {
      throw new UpstreamException(address + " is no JSON");
    }
    var name = line.path("name").asText();
    var values =
        new String[] {
          name,
          line.path("vers").asText(),
          CrateName.prefix(name),
          CrateName.prefix(name.toLowerCase(Locale.ROOT)),
          line.path("cksum").asText()
        };
    var url = template;
    for (int i = 0; i < MARKERS.length; i++) {
      url = url.replace(MARKERS[i], values[i]);
    }
    return url.equals(template)
        ? template.replaceAll("/+$", "") + "/" + name + "/" + values[1] + "/download"
        : url;
  }
}

package dev.slipway.packages.cargo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.archive.TarEntries;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.StrangeJson;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Description;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.model.SemVer;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes what {@code cargo publish} sends: a length, JSON, a length, the crate; lengths are four
 * bytes, the lowest first. Source: Cargo reference, registry web API, publish.
 */
final class CargoPublishing {

  private static final int LARGEST_METADATA = 16 << 20;
  private static final long LARGEST_CRATE = 1L << 30;
  private static final int LARGEST_MANIFEST = 4 << 20;

  private final Packages packages;
  private final BlobStore blobs;
  private final ObjectMapper json = StrangeJson.mapper();

  CargoPublishing(Packages packages, BlobStore blobs) {
    this.packages = packages;
    this.blobs = blobs;
  }

  /** Why nothing was published. */
  record Problem(int status, String message) {}

  /** Empty when the crate is published. */
  Optional<Problem> publish(RepositoryView view, Exchange exchange)
      throws IOException, InterruptedException {
    try {
      return read(view, exchange);
    } catch (EOFException e) {
      return problem("the request ends too early");
    } catch (JsonProcessingException e) {
      return problem("the metadata is no JSON: " + e.getOriginalMessage());
    }
  }

  private static Optional<Problem> problem(String message) {
    return Optional.of(new Problem(400, message));
  }

  private Optional<Problem> read(RepositoryView view, Exchange exchange)
      throws IOException, InterruptedException {
    var in = new DataInputStream(exchange.body());
    long length = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    if (length > LARGEST_METADATA) {
      return problem("the metadata has more than " + LARGEST_METADATA + " bytes");
    }
    var sent = json.readTree(in.readNBytes((int) length));
    long size = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    if (size > LARGEST_CRATE) {
      return Optional.of(new Problem(413, "a crate has at most " + LARGEST_CRATE + " bytes"));
    }
    var name = CrateName.parse(sent.path("name").asText(""));
    var version = sent.path("vers").asText("");
    if (name.isEmpty() || SemVer.parse(version).isEmpty()) {
      return problem("the metadata names no crate and version that can be");
    }
    if (!exchange.permits(name.get())) {
      return Optional.of(
          new Problem(403, exchange.user() + " may not publish " + name.get().name()));
    }
    var digests = blobs.put(in);
    if (digests.size() != size) {
      return problem("the crate has " + digests.size() + " bytes; " + size + " were announced");
    }
    var top = sent.path("name").asText() + "-" + version + "/";
    var manifest =
        TarEntries.find(
            blobs.find(digests.digest()).orElseThrow(),
            entry -> entry.equals(top + "Cargo.toml"),
            LARGEST_MANIFEST);
    if (manifest.isEmpty()) {
      return problem("the crate has no " + top + "Cargo.toml that can be read");
    }
    return publish(view, name.get(), version, line(sent, digests.sha256()), digests);
  }

  private Optional<Problem> publish(
      RepositoryView view, PackageName name, String version, ObjectNode line, Digests digests)
      throws IOException, InterruptedException {
    var outcome =
        packages.publish(
            view,
            name,
            new Arrival(
                Format.cargo,
                version,
                CrateName.file(name, version),
                digests,
                Description.of(json.writeValueAsString(line)),
                true,
                false,
                new Origin(Origin.Type.INTERNAL, view.name()),
                null));
    return outcome instanceof Outcome.Refused refused
        ? Optional.of(new Problem(Delivery.status(refused.refusal()), refused.refusal().message()))
        : Optional.empty();
  }

  /** The line of the index; features of the newer syntax stand apart, so that old cargos work. */
  private ObjectNode line(JsonNode sent, String checksum) {
    var line = json.createObjectNode();
    line.put("name", sent.path("name").asText());
    line.put("vers", sent.path("vers").asText());
    var dependencies = line.putArray("deps");
    sent.path("deps").forEach(d -> dependency(dependencies, d));
    line.put("cksum", checksum);
    var features = line.putObject("features");
    var newer = json.createObjectNode();
    sent.path("features")
        .properties()
        .forEach(f -> (modern(f.getValue()) ? newer : features).set(f.getKey(), f.getValue()));
    if (!newer.isEmpty()) {
      line.put("v", 2);
      line.set("features2", newer);
    }
    line.put("yanked", false);
    for (var field : new String[] {"links", "rust_version", "description"}) {
      if (sent.path(field).isTextual()) {
        line.set(field, sent.get(field));
      }
    }
    return line;
  }

  private static boolean modern(JsonNode values) {
    for (var value : values) {
      if (value.asText().startsWith("dep:") || value.asText().contains("?/")) {
        return true;
      }
    }
    return false;
  }

  private static void dependency(ArrayNode into, JsonNode sent) {
    var entry = into.addObject();
    boolean renamed = sent.path("explicit_name_in_toml").isTextual();
    entry.put("name", sent.path(renamed ? "explicit_name_in_toml" : "name").asText());
    entry.put("req", sent.path("version_req").asText());
    entry.set("features", sent.path("features"));
    entry.put("optional", sent.path("optional").asBoolean(false));
    entry.put("default_features", sent.path("default_features").asBoolean(true));
    entry.set("target", sent.get("target"));
    entry.put("kind", sent.path("kind").asText("normal"));
    entry.set("registry", sent.get("registry"));
    if (renamed) {
      entry.put("package", sent.path("name").asText());
    }
  }
}

package dev.slipway.packages.ledger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.model.Format;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was pulled, each version of a package once, as a bill of materials. Source: CycloneDX 1.6,
 * JSON reference.
 */
public final class CycloneDx {

  /** The type of the document. */
  public static final String TYPE = "application/vnd.cyclonedx+json; version=1.6";

  private static final int ALGORITHM = "sha256:".length();

  private record Version(Format format, String namespace, String name, String version) {}

  /** Digests by asset, of each version. */
  private final Map<Version, SortedMap<String, String>> versions = new LinkedHashMap<>();

  /** Adds a pull; the same asset again adds nothing. */
  public void add(Pull pull) {
    versions
        .computeIfAbsent(
            new Version(pull.format(), pull.namespace(), pull.name(), pull.version()),
            _ -> new TreeMap<>())
        .put(pull.asset(), pull.digest());
  }

  /** How many versions there are. */
  public int size() {
    return versions.size();
  }

  /**
   * Writes the document.
   *
   * @param subject what pulled all this
   */
  public ObjectNode write(String subject, Instant time) {
    var document = JsonNodeFactory.instance.objectNode();
    document.put("bomFormat", "CycloneDX");
    document.put("specVersion", "1.6");
    document.put("version", 1);
    var metadata = document.putObject("metadata");
    metadata.put("timestamp", time.truncatedTo(ChronoUnit.SECONDS).toString());
    metadata.putObject("component").put("type", "application").put("name", subject);
    var components = document.putArray("components");
    versions.forEach((version, assets) -> component(components.addObject(), version, assets));
    return document;
  }

  private static void component(
      ObjectNode component, Version version, SortedMap<String, String> assets) {
    var purl = Purl.of(version.format(), version.namespace(), version.name(), version.version());
    component.put("type", "library");
    component.put("bom-ref", purl);
    if (!version.namespace().isEmpty()) {
      var npm = version.format() == Format.npm;
      component.put("group", npm ? "@" + version.namespace() : version.namespace());
    }
    component.put("name", version.name());
    component.put("version", version.version());
    if (assets.size() == 1) {
      hash(component.putArray("hashes"), assets.get(assets.firstKey()));
    }
    component.put("purl", purl);
    if (assets.size() > 1) {
      var files = component.putArray("components");
      assets.forEach(
          (asset, digest) -> {
            var file = files.addObject().put("type", "file").put("name", asset);
            hash(file.putArray("hashes"), digest);
          });
    }
  }

  private static void hash(ArrayNode hashes, String digest) {
    hashes.addObject().put("alg", "SHA-256").put("content", digest.substring(ALGORITHM));
  }
}

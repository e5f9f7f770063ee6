package dev.slipway.packages.npm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.model.Chain.Source;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.SemVer;
import dev.slipway.packages.repository.Overview;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The document that lists a package's versions, made of what the domain has and of what registries
 * outside say. Fields that are not known are kept as they are. Source: npm registry, package
 * metadata.
 */
final class Packument {

  private static final Set<String> OWN =
      Set.of("_id", "_rev", "name", "dist-tags", "versions", "time", "_attachments", "modified");
  private static final List<String> OF_LATEST =
      List.of(
          "description",
          "keywords",
          "license",
          "author",
          "repository",
          "homepage",
          "bugs",
          "maintainers",
          "readme",
          "readmeFilename");
  private static final Set<String> ABBREVIATED =
      Set.of(
          "name",
          "version",
          "deprecated",
          "bin",
          "dist",
          "dependencies",
          "optionalDependencies",
          "devDependencies",
          "bundleDependencies",
          "bundledDependencies",
          "peerDependencies",
          "peerDependenciesMeta",
          "engines",
          "os",
          "cpu",
          "libc",
          "directories",
          "funding",
          "acceptDependencies",
          "hasInstallScript",
          "_hasShrinkwrap");
  private static final List<String> INSTALL_SCRIPTS =
      List.of("preinstall", "install", "postinstall");

  private final JsonFactory factory = new JsonFactory();
  private final ObjectMapper json = new ObjectMapper(factory);
  private final Overview overview;
  private final PackageName name;
  private final boolean abbreviated;
  private final String base;
  private final Map<String, Source> versions;
  private final Map<String, Instant> times = new TreeMap<>(SemVer.ORDER);
  private JsonNode latest;

  private Packument(Overview overview, PackageName name, boolean abbreviated, String base)
      throws IOException {
    this.overview = overview;
    this.name = name;
    this.abbreviated = abbreviated;
    this.base = base;
    versions = overview.versions();
  }

  /**
   * Writes the document.
   *
   * @param abbreviated without what only people read
   * @param base address of the repository in this format
   */
  static byte[] write(Overview overview, PackageName name, boolean abbreviated, String base)
      throws IOException {
    var out = new ByteArrayOutputStream();
    var packument = new Packument(overview, name, abbreviated, base);
    try (var generator = packument.factory.createGenerator(out)) {
      packument.write(generator);
    }
    return out.toByteArray();
  }

  /**
   * Names for versions; there is always a latest one. When the one that was named cannot be had, it
   * is the highest before it.
   */
  static Map<String, String> tags(Overview overview) throws IOException {
    var tags = overview.tags();
    if (!tags.containsKey("latest")) {
      var versions = overview.versions().keySet();
      var named = overview.allTags().get("latest");
      var before =
          versions.stream()
              .filter(v -> named != null && SemVer.ORDER.compare(v, named) < 0)
              .toList();
      SemVer.latest(before.isEmpty() ? versions : before).ifPresent(v -> tags.put("latest", v));
    }
    return tags;
  }

  private void write(JsonGenerator out) throws IOException {
    var tags = tags(overview);
    out.setCodec(json);
    out.writeStartObject();
    if (!abbreviated) {
      out.writeStringField("_id", NpmName.text(name));
      out.writeStringField("_rev", Revision.of(overview.chain().first()));
    }
    out.writeStringField("name", NpmName.text(name));
    out.writeObjectField("dist-tags", tags);
    out.writeObjectFieldStart("versions");
    versions(out, tags.get("latest"));
    out.writeEndObject();
    time(out);
    if (!abbreviated) {
      rest(out);
    }
    out.writeEndObject();
  }

  private void versions(JsonGenerator out, String latestVersion) throws IOException {
    var left = new TreeSet<>(SemVer.ORDER);
    left.addAll(versions.keySet());
    for (var repository : overview.listings().keySet()) {
      outside(out, repository, left, latestVersion);
    }
    for (var version : left) {
      var kept = versions.get(version).kept();
      if (kept == null || kept.metadata().isEmpty()) {
        continue;
      }
      version(out, version, (ObjectNode) json.readTree(kept.metadata()), latestVersion);
      times.put(version, kept.published());
    }
  }

  /** What a registry says of its versions, also of those that were kept from it. */
  private void outside(JsonGenerator out, String repository, Set<String> left, String latestVersion)
      throws IOException {
    var listing = overview.listings().get(repository);
    try (var said = new DocumentVersions(listing.document().file())) {
      for (var version = said.next(); version != null; version = said.next()) {
        if (!left.contains(version) || !speaksFor(repository, versions.get(version))) {
          continue;
        }
        var node = said.read();
        var kept = versions.get(version).kept();
        if (kept != null && !same(kept, version, node)) {
          continue;
        }
        left.remove(version);
        version(out, version, node, latestVersion);
        times.put(version, listing.versions().get(version));
      }
    }
  }

  private static boolean speaksFor(String repository, Source source) {
    return source.kept() == null
        ? source.repository().equals(repository)
        : source.kept().origin().equals(new Origin(Origin.Type.EXTERNAL, repository));
  }

  /** A registry that says other digests now than those of what was kept is not believed. */
  private boolean same(PackageVersion kept, String version, JsonNode node) {
    var digests = kept.assets().get(NpmName.tarball(name, version));
    return digests != null && Dist.expected(node.path("dist")).mismatch(digests).isEmpty();
  }

  private void version(JsonGenerator out, String version, ObjectNode node, String latestVersion)
      throws IOException {
    if (node.path("dist") instanceof ObjectNode dist) {
      dist.put("tarball", base + "/" + NpmName.text(name) + "/-/" + NpmName.tarball(name, version));
    }
    if (version.equals(latestVersion)) {
      latest = node.deepCopy();
    }
    if (abbreviated) {
      if (!node.has("hasInstallScript") && installs(node)) {
        node.put("hasInstallScript", true);
      }
      node.retain(ABBREVIATED);
    }
    out.writeFieldName(version);
    json.writeTree(out, node);
  }

  /** Whether installing the version runs scripts of it. */
  static boolean installs(JsonNode version) {
    return INSTALL_SCRIPTS.stream().anyMatch(s -> version.path("scripts").has(s));
  }

  private void time(JsonGenerator out) throws IOException {
    times.values().removeIf(Instant.EPOCH::equals);
    var first = times.values().stream().min(Instant::compareTo);
    var last = times.values().stream().max(Instant::compareTo);
    if (first.isEmpty()) {
      return;
    }
    if (abbreviated) {
      out.writeStringField("modified", text(last.get()));
    }
    out.writeObjectFieldStart("time");
    out.writeStringField("created", text(first.get()));
    out.writeStringField("modified", text(last.get()));
    for (var entry : times.entrySet()) {
      out.writeStringField(entry.getKey(), text(entry.getValue()));
    }
    out.writeEndObject();
  }

  /** Milliseconds always, as npm writes them. */
  private static String text(Instant time) {
    var text = time.truncatedTo(ChronoUnit.MILLIS).toString();
    return text.contains(".") ? text : text.replace("Z", ".000Z");
  }

  /** What stands beside the versions: as the nearest registry says, or as the latest version. */
  private void rest(JsonGenerator out) throws IOException {
    var written = new HashSet<String>();
    var nearest = overview.listings().values().stream().findFirst();
    if (nearest.isPresent() && overview.chain().first().tags().isEmpty()) {
      try (var parser = factory.createParser(nearest.get().document().file().toFile())) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          var field = parser.currentName();
          parser.nextToken();
          if (OWN.contains(field) || !written.add(field)) {
            parser.skipChildren();
            continue;
          }
          out.writeFieldName(field);
          out.copyCurrentStructure(parser);
        }
      }
    }
    for (var field : OF_LATEST) {
      if (latest != null && latest.has(field) && written.add(field)) {
        out.writeFieldName(field);
        json.writeTree(out, latest.get(field));
      }
    }
  }
}

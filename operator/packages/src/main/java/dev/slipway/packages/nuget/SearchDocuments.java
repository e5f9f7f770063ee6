package dev.slipway.packages.nuget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.model.PackageName;
import java.util.Arrays;
import java.util.List;

/**
 * Writes results of searches. Source: NuGet API, search, search result.
 *
 * @param root address of the folder of the service index, without a slash at the end
 * @param semVer2 whether the client reads SemVer 2
 */
record SearchDocuments(String root, boolean semVer2) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What is taken over from results of strangers, when it is text. */
  private static final List<String> TEXTS =
      List.of("title", "description", "summary", "iconUrl", "licenseUrl", "projectUrl");

  /**
   * A package of the domain.
   *
   * @param entries versions that are shown, at least one, the best last
   */
  ObjectNode hit(PackageName name, List<VersionEntry> entries) {
    var details = entries.getLast().details();
    var node = begin(name, details.id(), entries.getLast().version().full());
    put(node, "title", details.title());
    put(node, "description", details.description());
    put(node, "summary", details.summary());
    put(node, "iconUrl", details.iconUrl());
    put(node, "licenseUrl", details.licenseUrl());
    put(node, "projectUrl", details.projectUrl());
    var authors = node.putArray("authors");
    if (details.authors() != null) {
      Arrays.stream(details.authors().split(",", -1)).map(String::strip).forEach(authors::add);
    }
    var tags = node.putArray("tags");
    details.tags().forEach(tags::add);
    var types = node.putArray("packageTypes");
    if (details.packageTypes().isEmpty()) {
      types.addObject().put("name", PackageDetails.DEPENDENCY);
    }
    details.packageTypes().forEach(t -> types.addObject().put("name", t.name()));
    var versions = node.putArray("versions");
    entries.forEach(e -> versions.add(version(name, e.version())));
    return node;
  }

  private static void put(ObjectNode node, String field, String text) {
    if (text != null) {
      node.put(field, text);
    }
  }

  private ObjectNode begin(PackageName name, String id, String version) {
    var node = JSON.objectNode();
    node.put("@id", registration(name, "index"));
    node.put("@type", "Package");
    node.put("registration", registration(name, "index"));
    node.put("id", id);
    node.put("version", version);
    node.put("totalDownloads", 0);
    node.put("verified", false);
    return node;
  }

  private ObjectNode version(PackageName name, NuGetVersion version) {
    return JSON.objectNode()
        .put("@id", registration(name, version.normal()))
        .put("version", version.full())
        .put("downloads", 0);
  }

  private String registration(PackageName name, String document) {
    return root
        + (semVer2 ? "/registrations-semver2/" : "/registrations/")
        + name.name()
        + "/"
        + document
        + ".json";
  }

  /** A result of a stranger, with addresses of ours; null when it has no version that can be. */
  ObjectNode outside(PackageName name, JsonNode found) {
    var version = NuGetVersion.parse(found.path("version").asText(""));
    if (version.isEmpty()) {
      return null;
    }
    var node = begin(name, found.path("id").asText(), version.get().full());
    node.put("totalDownloads", found.path("totalDownloads").asLong(0));
    node.put("verified", found.path("verified").asBoolean(false));
    for (var field : TEXTS) {
      var text = found.path(field);
      boolean address = field.endsWith("Url");
      if (text.isTextual() && (!address || text.asText().matches("https?://\\S+"))) {
        node.put(field, text.asText());
      }
    }
    for (var field : List.of("authors", "tags")) {
      var words = node.putArray(field);
      if (found.path(field).isTextual()) {
        words.add(found.path(field).asText());
      }
      found.path(field).forEach(w -> words.add(w.asText()));
    }
    var types = node.putArray("packageTypes");
    found.path("packageTypes").forEach(t -> types.addObject().put("name", t.path("name").asText()));
    var versions = node.putArray("versions");
    for (var one : found.path("versions")) {
      NuGetVersion.parse(one.path("version").asText(""))
          .ifPresent(
              v ->
                  versions.add(version(name, v).put("downloads", one.path("downloads").asLong(0))));
    }
    return node;
  }
}

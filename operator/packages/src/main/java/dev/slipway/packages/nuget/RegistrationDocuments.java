package dev.slipway.packages.nuget;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.advisory.NugetVulnerability;
import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.model.PackageName;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Writes what is known of a package: an index of pages of leaves, one for each version. Source:
 * NuGet API, package metadata.
 *
 * @param root address of the folder of the service index, without a slash at the end
 * @param folder address of the registrations, without a slash at the end
 * @param advisories of this package
 */
record RegistrationDocuments(
    String root, String folder, PackageName name, List<NugetVulnerability> advisories) {

  /** With more versions than this, pages stand outside the index. */
  static final int MOST_INLINE = 128;

  static final int PAGE = 64;

  private static final Instant UNLISTED = Instant.parse("1900-01-01T00:00:00Z");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /**
   * The index.
   *
   * @param entries at least one, in their order
   */
  ObjectNode index(List<VersionEntry> entries) {
    var index = JSON.objectNode();
    index.put("@id", indexAddress());
    index.putArray("@type").add("catalog:CatalogRoot").add("PackageRegistration");
    committed(index, entries);
    var pages = index.putArray("items");
    boolean inline = entries.size() <= MOST_INLINE;
    int size = inline ? MOST_INLINE : PAGE;
    for (int i = 0; i < entries.size(); i += size) {
      var part = entries.subList(i, Math.min(entries.size(), i + size));
      pages.add(inline ? whole(part, true) : head(part, false));
    }
    index.put("count", pages.size());
    return index;
  }

  /** A page that stands outside the index. */
  ObjectNode page(List<VersionEntry> entries) {
    return whole(entries, false);
  }

  private ObjectNode whole(List<VersionEntry> entries, boolean inline) {
    var page = head(entries, inline);
    page.put("parent", indexAddress());
    var items = page.putArray("items");
    entries.forEach(e -> items.add(inPage(e)));
    return page;
  }

  private ObjectNode head(List<VersionEntry> entries, boolean inline) {
    var lower = entries.getFirst().version().normal();
    var upper = entries.getLast().version().normal();
    var range = "page/" + lower + "/" + upper;
    var page = JSON.objectNode();
    page.put("@id", inline ? indexAddress() + "#" + range : address(range + ".json"));
    page.put("@type", "catalog:CatalogPage");
    committed(page, entries);
    page.put("count", entries.size());
    page.put("lower", lower);
    page.put("upper", upper);
    return page;
  }

  /** The leaf of one version. */
  ObjectNode leaf(VersionEntry entry) {
    var leaf = inPage(entry);
    leaf.putArray("@type").add("Package").add("catalog:Permalink");
    leaf.put("listed", entry.listed());
    leaf.put("published", published(entry));
    return leaf;
  }

  private ObjectNode inPage(VersionEntry entry) {
    var leaf = JSON.objectNode();
    leaf.put("@id", leafAddress(entry));
    leaf.put("@type", "Package");
    committed(leaf, List.of(entry));
    leaf.set("catalogEntry", details(entry));
    leaf.put("packageContent", content(entry));
    leaf.put("registration", indexAddress());
    return leaf;
  }

  private ObjectNode details(VersionEntry entry) {
    var details = entry.details();
    var node = JSON.objectNode();
    node.put("@id", leafAddress(entry));
    node.put("@type", "PackageDetails");
    node.put("id", details.id());
    node.put("version", full(entry));
    text(node, "title", details.title());
    text(node, "authors", details.authors());
    text(node, "description", details.description());
    text(node, "summary", details.summary());
    text(node, "iconUrl", details.iconUrl());
    text(node, "licenseExpression", details.licenseExpression());
    text(node, "licenseUrl", details.licenseUrl());
    text(node, "projectUrl", details.projectUrl());
    text(node, "language", details.language());
    text(node, "minClientVersion", details.minClientVersion());
    node.put("requireLicenseAcceptance", details.requireLicenseAcceptance());
    var tags = node.putArray("tags");
    details.tags().forEach(tags::add);
    groups(node.putArray("dependencyGroups"), entry);
    types(node, details);
    node.put("listed", entry.listed());
    node.put("published", published(entry));
    node.put("packageContent", content(entry));
    if (entry.file() != null) {
      var hash = HexFormat.of().parseHex(entry.file().sha512());
      node.put("packageHash", Base64.getEncoder().encodeToString(hash));
      node.put("packageHashAlgorithm", "SHA512");
      node.put("packageSize", entry.file().size());
    }
    if (details.deprecation() != null) {
      node.set("deprecation", details.deprecation());
    }
    vulnerabilities(node, entry);
    return node;
  }

  private static String full(VersionEntry entry) {
    return NuGetVersion.parse(entry.details().version())
        .filter(entry.version()::equals)
        .orElse(entry.version())
        .full();
  }

  private static void text(ObjectNode node, String field, String value) {
    if (value != null) {
      node.put(field, value);
    }
  }

  private void groups(ArrayNode into, VersionEntry entry) {
    for (var group : entry.details().dependencyGroups()) {
      var at = leafAddress(entry) + "#dependencygroup";
      if (group.targetFramework() != null) {
        at += "/" + group.targetFramework().toLowerCase(Locale.ROOT).replace(' ', '-');
      }
      var node = into.addObject();
      node.put("@id", at);
      node.put("@type", "PackageDependencyGroup");
      text(node, "targetFramework", group.targetFramework());
      var dependencies = node.putArray("dependencies");
      for (var dependency : group.dependencies()) {
        var id = dependency.id().toLowerCase(Locale.ROOT);
        var one = dependencies.addObject();
        one.put("@id", at + "/" + id);
        one.put("@type", "PackageDependency");
        one.put("id", dependency.id());
        one.put("range", dependency.range());
        one.put("registration", folder + "/" + id + "/index.json");
      }
    }
  }

  static void types(ObjectNode node, PackageDetails details) {
    if (details.packageTypes().isEmpty()) {
      return;
    }
    var types = node.putArray("packageTypes");
    for (var type : details.packageTypes()) {
      var one = types.addObject().put("name", type.name());
      text(one, "version", type.version());
    }
  }

  private void vulnerabilities(ObjectNode node, VersionEntry entry) {
    var hit =
        advisories.stream()
            .filter(
                a ->
                    VersionRange.parse(a.versions())
                        .filter(r -> r.contains(entry.version()))
                        .isPresent())
            .toList();
    if (!hit.isEmpty()) {
      var into = node.putArray("vulnerabilities");
      hit.forEach(
          a ->
              into.addObject()
                  .put("advisoryUrl", a.url())
                  .put("severity", Integer.toString(a.severity())));
    }
  }

  /** These change with everything below them, so that readers see what they must read again. */
  private static void committed(ObjectNode node, Collection<VersionEntry> entries) {
    var ids = new StringBuilder();
    entries.forEach(e -> ids.append(e.commit()));
    node.put("commitId", VersionEntry.commit(ids.toString()));
    node.put(
        "commitTimeStamp",
        entries.stream()
            .map(VersionEntry::published)
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH)
            .toString());
  }

  private static String published(VersionEntry entry) {
    return (entry.listed() ? entry.published() : UNLISTED).toString();
  }

  private String content(VersionEntry entry) {
    var version = entry.version().normal();
    return String.join(
        "/", root, "flat", name.name(), version, NuGetId.file(name, version, NuGetId.PACKAGE));
  }

  private String leafAddress(VersionEntry entry) {
    return address(entry.version().normal() + ".json");
  }

  private String indexAddress() {
    return address("index.json");
  }

  private String address(String path) {
    return folder + "/" + name.name() + "/" + path;
  }
}

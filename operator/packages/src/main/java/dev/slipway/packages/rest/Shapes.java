package dev.slipway.packages.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.OriginControls;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.SemVer;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.repository.FormatDetails.About;
import dev.slipway.packages.repository.FormatDetails.Dependency;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Documents of the API, with CodeArtifact's names of fields. */
final class Shapes {

  private Shapes() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The coordinates of a package, at the head of every answer about it. */
  static ObjectNode of(PackageName name) {
    return object()
        .put("format", name.format().name())
        .put("namespace", name.namespace())
        .put("package", name.name());
  }

  static ObjectNode origin(OriginControls controls) {
    var configuration = object();
    configuration
        .putObject("restrictions")
        .put("publish", controls.publish().name())
        .put("upstream", controls.upstream().name());
    return configuration.put("setByHand", controls.byHand());
  }

  static void summary(ObjectNode into, String version, PackageVersion known) {
    into.put("version", version);
    into.put("revision", known.revision());
    into.put("status", known.status().name());
    into.put("publishedTime", known.published().toString());
    origin(into, known.origin());
  }

  private static void origin(ObjectNode into, Origin origin) {
    var node = into.putObject("origin").put("originType", origin.type().name());
    node.putObject("domainEntryPoint")
        .put(
            origin.type() == Origin.Type.INTERNAL ? "repositoryName" : "externalConnectionName",
            origin.entryPoint());
  }

  static ObjectNode version(PackageName name, String version, PackageVersion known, About about) {
    var node =
        object()
            .put("format", name.format().name())
            .put("namespace", name.namespace())
            .put("packageName", name.name());
    summary(node, version, known);
    node.put("displayName", about.displayName().isEmpty() ? name.name() : about.displayName());
    text(node, "summary", about.summary());
    text(node, "homePage", about.homePage());
    text(node, "sourceCodeRepository", about.sourceCodeRepository());
    var licenses = node.putArray("licenses");
    about.licenses().forEach(l -> licenses.addObject().put("name", l));
    return node;
  }

  private static void text(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }

  static void asset(ArrayNode into, String asset, Digests digests) {
    into.addObject()
        .put("name", asset)
        .put("size", digests.size())
        .putObject("hashes")
        .put("MD5", digests.md5())
        .put("SHA-1", digests.sha1())
        .put("SHA-256", digests.sha256())
        .put("SHA-512", digests.sha512());
  }

  static ObjectNode dependency(Dependency dependency) {
    return object()
        .put("namespace", dependency.namespace())
        .put("package", dependency.name())
        .put("dependencyType", dependency.dependencyType())
        .put("versionRequirement", dependency.versionRequirement());
  }

  /**
   * The version that is shown of a package: the one that is tagged latest, else the highest by
   * semver.org, else the one that was published last; of those that are listed.
   */
  static Optional<String> displayed(Manifest manifest) {
    var listed =
        manifest.versions().entrySet().stream()
            .filter(v -> v.getValue().status() == VersionStatus.Published)
            .toList();
    return Optional.ofNullable(manifest.tags().get("latest"))
        .filter(v -> listed.stream().anyMatch(l -> l.getKey().equals(v)))
        .or(() -> SemVer.latest(listed.stream().map(Map.Entry::getKey).toList()))
        .or(
            () ->
                listed.stream()
                    .max(Comparator.comparingLong(v -> v.getValue().publishedAt()))
                    .map(Map.Entry::getKey));
  }
}

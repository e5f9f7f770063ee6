package dev.slipway.packages.nuget;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.nuget.PackageDetails.Dependency;
import dev.slipway.packages.nuget.PackageDetails.DependencyGroup;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads leaves of registrations of strangers: what has another type than it should have counts as
 * not said. Source: NuGet API, package metadata.
 */
final class RegistrationReader {

  private static final int LONGEST = 4000;
  private static final int MOST_DEPENDENCIES = 2000;
  private static final int MOST_GROUPS = 200;
  private static final int MOST_TYPES = 20;

  /** Registries give this year to what is not listed. */
  private static final int UNLISTED = 1900;

  private RegistrationReader() {}

  /** Adds the versions of a page; those of another package are left out. */
  static void page(JsonNode page, PackageName name, Map<String, ExternalVersion> into) {
    for (var leaf : page.path("items")) {
      var entry = leaf.path("catalogEntry");
      var id = entry.path("id").asText("");
      var version = NuGetVersion.parse(text(entry, "version"));
      if (version.isPresent() && id.equalsIgnoreCase(name.name())) {
        into.put(version.get().normal(), leaf(entry, id, version.get()));
      }
    }
  }

  private static ExternalVersion leaf(JsonNode entry, String id, NuGetVersion version) {
    var published = time(text(entry, "published"));
    boolean hidden = published.isPresent() && year(published.get()) <= UNLISTED;
    var details =
        new PackageDetails(
            id,
            version.full(),
            text(entry, "title"),
            joined(entry.path("authors"), ", "),
            text(entry, "description"),
            text(entry, "summary"),
            address(entry, "iconUrl"),
            text(entry, "licenseExpression"),
            address(entry, "licenseUrl"),
            address(entry, "projectUrl"),
            text(entry, "language"),
            text(entry, "minClientVersion"),
            null,
            entry.path("requireLicenseAcceptance").asBoolean(false),
            Nuspec.tags(joined(entry.path("tags"), " ")),
            groups(entry.path("dependencyGroups")),
            types(entry.path("packageTypes")),
            deprecation(entry.path("deprecation")));
    return new ExternalVersion(
        version,
        details,
        entry.path("listed").isBoolean() ? entry.get("listed").asBoolean() : !hidden,
        hidden ? Instant.EPOCH : published.orElse(Instant.EPOCH),
        sha512(entry));
  }

  private static JsonNode deprecation(JsonNode said) {
    return said.isObject() && said.toString().length() <= LONGEST ? said : null;
  }

  private static int year(Instant time) {
    return time.atOffset(ZoneOffset.UTC).getYear();
  }

  private static String text(JsonNode node, String field) {
    var value = node.path(field);
    if (!value.isTextual() || value.asText().isBlank()) {
      return null;
    }
    var text = value.asText().strip();
    return text.substring(0, Math.min(text.length(), LONGEST));
  }

  private static String address(JsonNode node, String field) {
    var value = text(node, field);
    return value != null && value.matches("https?://\\S+") ? value : null;
  }

  /** Some write a list as one text. */
  private static String joined(JsonNode node, String between) {
    var words = new ArrayList<String>();
    if (node.isTextual()) {
      words.add(node.asText());
    }
    node.forEach(n -> words.add(n.asText()));
    var text = String.join(between, words);
    return text.isBlank() ? null : text.substring(0, Math.min(text.length(), LONGEST));
  }

  private static List<DependencyGroup> groups(JsonNode node) {
    var groups = new ArrayList<DependencyGroup>();
    int count = 0;
    for (var group : node) {
      if (groups.size() == MOST_GROUPS) {
        break;
      }
      var dependencies = new ArrayList<Dependency>();
      for (var dependency : group.path("dependencies")) {
        var id = text(dependency, "id");
        if (NuGetId.parse(id).isPresent() && ++count <= MOST_DEPENDENCIES) {
          dependencies.add(new Dependency(id, range(text(dependency, "range"))));
        }
      }
      groups.add(new DependencyGroup(text(group, "targetFramework"), dependencies));
    }
    return groups;
  }

  private static String range(String text) {
    return VersionRange.parse(text).map(VersionRange::toString).orElse(text);
  }

  private static List<PackageDetails.PackageType> types(JsonNode node) {
    var types = new ArrayList<PackageDetails.PackageType>();
    for (var type : node) {
      if (text(type, "name") != null && types.size() < MOST_TYPES) {
        types.add(new PackageDetails.PackageType(text(type, "name"), text(type, "version")));
      }
    }
    return types;
  }

  private static String sha512(JsonNode entry) {
    if (!"SHA512".equalsIgnoreCase(entry.path("packageHashAlgorithm").asText(""))) {
      return null;
    }
    try {
      var bytes = Base64.getDecoder().decode(entry.path("packageHash").asText(""));
      return bytes.length == 64 ? HexFormat.of().formatHex(bytes) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Optional<Instant> time(String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

package dev.slipway.packages.nuget;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.packages.model.NuGetVersion;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * What is kept with a version of a package: what its nuspec says, or what a registration outside
 * says of it. Texts are null when nothing is said. Source: NuGet API, package metadata, catalog
 * entry.
 *
 * @param id as its author writes it
 * @param version as its author means it, with metadata
 * @param readme path of a file in the package
 * @param deprecation what a registry outside says of it, unread
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record PackageDetails(
    String id,
    String version,
    String title,
    String authors,
    String description,
    String summary,
    String iconUrl,
    String licenseExpression,
    String licenseUrl,
    String projectUrl,
    String language,
    String minClientVersion,
    String readme,
    boolean requireLicenseAcceptance,
    List<String> tags,
    List<DependencyGroup> dependencyGroups,
    List<PackageType> packageTypes,
    JsonNode deprecation) {

  /** What a package that says nothing of it is. */
  static final String DEPENDENCY = "Dependency";

  static final String SYMBOLS = "SymbolsPackage";

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** What a package depends on for one framework; null for every framework. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record DependencyGroup(String targetFramework, List<Dependency> dependencies) {
    DependencyGroup {
      dependencies = dependencies == null ? List.of() : List.copyOf(dependencies);
    }
  }

  /** A package and the range of its versions that will do. */
  record Dependency(String id, String range) {}

  /** What a package is for, as DotnetTool. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record PackageType(String name, String version) {}

  PackageDetails {
    tags = tags == null ? List.of() : List.copyOf(tags);
    dependencyGroups = dependencyGroups == null ? List.of() : List.copyOf(dependencyGroups);
    packageTypes = packageTypes == null ? List.of() : List.copyOf(packageTypes);
  }

  /** Of a version that nothing else is known of. */
  static PackageDetails unknown(String id, String version) {
    return new PackageDetails(
        id, version, null, null, null, null, null, null, null, null, null, null, null, false, null,
        null, null, null);
  }

  /** Reads what {@link #text} wrote; empty when the text is something else. */
  static Optional<PackageDetails> parse(String text) {
    try {
      var details = JSON.readValue(text, PackageDetails.class);
      return details == null || details.id() == null || details.version() == null
          ? Optional.empty()
          : Optional.of(details);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  String text() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  PackageDetails deprecated(JsonNode said) {
    return new PackageDetails(
        id,
        version,
        title,
        authors,
        description,
        summary,
        iconUrl,
        licenseExpression,
        licenseUrl,
        projectUrl,
        language,
        minClientVersion,
        readme,
        requireLicenseAcceptance,
        tags,
        dependencyGroups,
        packageTypes,
        said);
  }

  /** Whether clients from before NuGet 4.3 cannot use it: its version or a range is SemVer 2. */
  @JsonIgnore
  boolean isSemVer2() {
    return NuGetVersion.parse(version).filter(NuGetVersion::isSemVer2).isPresent()
        || dependencyGroups.stream()
            .flatMap(g -> g.dependencies().stream())
            .anyMatch(
                d -> VersionRange.parse(d.range()).filter(VersionRange::isSemVer2).isPresent());
  }

  /** Whether it is of a type; what names none is a dependency. */
  boolean isOf(String type) {
    return packageTypes.isEmpty()
        ? type.equalsIgnoreCase(DEPENDENCY)
        : packageTypes.stream().anyMatch(t -> type.equalsIgnoreCase(t.name()));
  }
}

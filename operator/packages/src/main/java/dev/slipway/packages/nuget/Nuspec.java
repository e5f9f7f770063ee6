package dev.slipway.packages.nuget;

import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.nuget.PackageDetails.Dependency;
import dev.slipway.packages.nuget.PackageDetails.DependencyGroup;
import dev.slipway.packages.nuget.PackageDetails.PackageType;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads what a nuspec says. Documents with a DOCTYPE are not read: they may name files. Source:
 * NuGet documentation, nuspec reference.
 */
final class Nuspec {

  private static final int DEEPEST = 32;
  private static final int MOST_DEPENDENCIES = 2000;
  private static final int MOST_TYPES = 20;
  private static final int MOST_TAGS = 200;
  private static final int LONGEST = 4000;
  private static final String METADATA = "package/metadata/";
  private static final String GROUP = METADATA + "dependencies/group";

  private final Map<String, String> fields = new HashMap<>();
  private final List<PackageType> types = new ArrayList<>();
  private final List<DependencyGroup> groups = new ArrayList<>();
  private final List<Dependency> ungrouped = new ArrayList<>();
  private List<Dependency> grouped = new ArrayList<>();
  private String framework;
  private String license;
  private String minClientVersion;
  private int dependencies;

  private Nuspec() {}

  /** Says what is wrong with a nuspec. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /**
   * Reads a nuspec.
   *
   * @throws Unusable when it is none, or when it has no id and version that can be
   */
  static PackageDetails parse(byte[] xml) throws Unusable {
    var factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      var nuspec = new Nuspec();
      nuspec.read(factory.createXMLStreamReader(new ByteArrayInputStream(xml)));
      return nuspec.details();
    } catch (XMLStreamException e) {
      throw new Unusable("the nuspec is no XML: " + e.getMessage().replaceAll("\\s+", " "));
    }
  }

  private void read(XMLStreamReader reader) throws XMLStreamException, Unusable {
    Deque<String> path = new ArrayDeque<>();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.DTD ->
            throw new Unusable("the nuspec has a DOCTYPE, which is not read; remove it");
        case XMLStreamConstants.START_ELEMENT -> {
          path.addLast(reader.getLocalName());
          if (path.size() > DEEPEST) {
            throw new Unusable("the nuspec is more than " + DEEPEST + " elements deep");
          }
          start(String.join("/", path), reader);
        }
        case XMLStreamConstants.CHARACTERS -> text(String.join("/", path), reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          end(String.join("/", path));
          path.removeLast();
        }
        default -> {}
      }
    }
  }

  private void start(String path, XMLStreamReader reader) throws Unusable {
    switch (path) {
      case "package/metadata" ->
          minClientVersion = reader.getAttributeValue(null, "minClientVersion");
      case GROUP -> {
        framework = reader.getAttributeValue(null, "targetFramework");
        grouped = new ArrayList<>();
      }
      case GROUP + "/dependency" -> grouped.add(dependency(reader));
      case METADATA + "dependencies/dependency" -> ungrouped.add(dependency(reader));
      case METADATA + "license" -> license = reader.getAttributeValue(null, "type");
      case METADATA + "packageTypes/packageType" -> {
        var name = reader.getAttributeValue(null, "name");
        if (name != null && types.size() < MOST_TYPES) {
          types.add(new PackageType(cut(name), cut(reader.getAttributeValue(null, "version"))));
        }
      }
      default -> {}
    }
  }

  private Dependency dependency(XMLStreamReader reader) throws Unusable {
    var id = reader.getAttributeValue(null, "id");
    var version = reader.getAttributeValue(null, "version");
    if (NuGetId.parse(id).isEmpty()) {
      throw new Unusable("the nuspec has a dependency on " + id + ", which is no id");
    }
    var range = VersionRange.parse(version);
    if (range.isEmpty()) {
      throw new Unusable(
          "the nuspec has a dependency on " + id + " " + version + ", which is no range");
    }
    if (++dependencies > MOST_DEPENDENCIES) {
      throw new Unusable("the nuspec has more than " + MOST_DEPENDENCIES + " dependencies");
    }
    return new Dependency(id, range.get().toString());
  }

  private void text(String path, String text) {
    if (path.startsWith(METADATA) && path.lastIndexOf('/') == METADATA.length() - 1) {
      fields.merge(path.substring(METADATA.length()), text, String::concat);
    }
  }

  private void end(String path) {
    if (path.equals(GROUP)) {
      groups.add(new DependencyGroup(cut(framework), grouped));
    }
  }

  private static String cut(String text) {
    return text == null ? null : text.substring(0, Math.min(text.length(), LONGEST));
  }

  private String field(String name) {
    var value = fields.getOrDefault(name, "").strip();
    return value.isEmpty() ? null : cut(value);
  }

  private String address(String name) {
    var value = field(name);
    return value != null && value.matches("https?://\\S+") ? value : null;
  }

  private PackageDetails details() throws Unusable {
    var id = field("id");
    if (NuGetId.parse(id).isEmpty()) {
      throw new Unusable(
          id == null
              ? "the nuspec has no id"
              : "the nuspec's id is "
                  + id
                  + "; an id has letters, digits, underscores, and single dots and hyphens");
    }
    var version = NuGetVersion.parse(field("version"));
    if (version.isEmpty()) {
      throw new Unusable(
          field("version") == null
              ? "the nuspec of " + id + " has no version"
              : "the nuspec of " + id + " has version " + field("version") + ", which is none");
    }
    if (!ungrouped.isEmpty()) {
      groups.addFirst(new DependencyGroup(null, ungrouped));
    }
    return new PackageDetails(
        id,
        version.get().full(),
        field("title"),
        field("authors"),
        field("description"),
        field("summary"),
        address("iconUrl"),
        "expression".equals(license) ? field("license") : null,
        address("licenseUrl"),
        address("projectUrl"),
        field("language"),
        cut(minClientVersion),
        field("readme"),
        "true".equalsIgnoreCase(field("requireLicenseAcceptance")),
        tags(field("tags")),
        groups,
        types,
        null);
  }

  static List<String> tags(String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split("[\\s,;]+", -1))
            .filter(t -> !t.isEmpty())
            .distinct()
            .limit(MOST_TAGS)
            .toList();
  }
}

package dev.slipway.packages.nuget;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Tells clients where everything is. All of it is below the folder of the index, so that clients
 * send the credentials that they have been asked for there. Source: NuGet API, service index.
 */
final class ServiceIndex {

  /** From the oldest to the newest. */
  static final List<String> SEARCH =
      List.of(
          "SearchQueryService",
          "SearchQueryService/3.0.0-beta",
          "SearchQueryService/3.0.0-rc",
          "SearchQueryService/3.5.0");

  static final List<String> AUTOCOMPLETE =
      List.of(
          "SearchAutocompleteService",
          "SearchAutocompleteService/3.0.0-beta",
          "SearchAutocompleteService/3.0.0-rc",
          "SearchAutocompleteService/3.5.0");

  /** Registrations by the segment of their address, with whether they have SemVer 2. */
  static final Map<String, Boolean> REGISTRATIONS =
      Map.of("registrations", false, "registrations-gz", false, "registrations-semver2", true);

  private ServiceIndex() {}

  /**
   * The document.
   *
   * @param root address of the folder of the index, without a slash at the end
   */
  static ObjectNode write(String root) {
    var index = JsonNodeFactory.instance.objectNode();
    index.put("version", "3.0.0");
    var resources = index.putArray("resources");
    add(resources, root + "/flat/", "PackageBaseAddress/3.0.0");
    add(resources, root + "/registrations/", "RegistrationsBaseUrl");
    add(resources, root + "/registrations-gz/", "RegistrationsBaseUrl/3.4.0");
    add(resources, root + "/registrations-semver2/", "RegistrationsBaseUrl/3.6.0");
    SEARCH.forEach(type -> add(resources, root + "/search", type));
    AUTOCOMPLETE.forEach(type -> add(resources, root + "/autocomplete", type));
    add(resources, root + "/package", "PackagePublish/2.0.0");
    add(resources, root + "/symbols", "SymbolPackagePublish/4.9.0");
    add(resources, root + "/vulnerabilities/index.json", "VulnerabilityInfo/6.7.0");
    add(resources, root + "/flat/{lower_id}/{lower_version}/readme", "ReadmeUriTemplate/6.13.0");
    return index;
  }

  private static void add(ArrayNode resources, String at, String type) {
    resources.addObject().put("@id", at).put("@type", type);
  }
}

package dev.slipway.packages.nuget;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where an external repository has its services; each without a slash at the end, null when it has
 * none. Source: NuGet API, service index.
 *
 * @param packages where files are
 */
record UpstreamServices(String packages, String registrations, String search, String autocomplete) {

  private static final List<String> PACKAGES = List.of("PackageBaseAddress/3.0.0");

  /** The best first: those with SemVer 2 list every version. */
  private static final List<String> REGISTRATIONS =
      List.of(
          "RegistrationsBaseUrl/3.6.0",
          "RegistrationsBaseUrl/Versioned",
          "RegistrationsBaseUrl/3.4.0",
          "RegistrationsBaseUrl/3.0.0-rc",
          "RegistrationsBaseUrl/3.0.0-beta",
          "RegistrationsBaseUrl");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a service index.
   *
   * @param url its address
   * @throws UpstreamException when it is none, or names no place of packages
   */
  static UpstreamServices read(byte[] index, String url) throws IOException {
    var resources = new HashMap<String, String>();
    try {
      for (var resource : JSON.readTree(index).path("resources")) {
        var at = resource.path("@id").asText("");
        var type = resource.path("@type");
        if (!at.isEmpty() && type.isTextual()) {
          resources.putIfAbsent(type.asText(), at);
        } else if (!at.isEmpty()) {
          type.forEach(t -> resources.putIfAbsent(t.asText(), at));
        }
      }
    } catch (JsonProcessingException e) {
      throw new UpstreamException(url + " answers with something that is no service index");
    }
    var packages = first(resources, PACKAGES, url);
    if (packages == null) {
      throw new UpstreamException(url + " names no " + PACKAGES.getFirst());
    }
    return new UpstreamServices(
        packages,
        first(resources, REGISTRATIONS, url),
        first(resources, ServiceIndex.SEARCH.reversed(), url),
        first(resources, ServiceIndex.AUTOCOMPLETE.reversed(), url));
  }

  private static String first(Map<String, String> resources, List<String> types, String url)
      throws UpstreamException {
    for (var type : types) {
      if (resources.containsKey(type)) {
        return address(url, resources.get(type));
      }
    }
    return null;
  }

  /** An address that may be relative to the document that names it. */
  static String address(String from, String text) throws UpstreamException {
    try {
      return URI.create(from).resolve(text).toString().replaceAll("/+$", "");
    } catch (IllegalArgumentException e) {
      throw new UpstreamException(
          from + " has something that is no address: " + text.replaceAll("[^\\x21-\\x7e]", "?"));
    }
  }
}

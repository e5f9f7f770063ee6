package dev.slipway.packages.nuget;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.NuGetVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * A client that knows nothing but the address of a service index, and takes no document that lacks
 * what the protocol requires. Source: NuGet API, all pages; it sends what dotnet 8 sends.
 */
final class NuGetClient {

  static final String PLAIN = "RegistrationsBaseUrl";
  static final String GZIP = "RegistrationsBaseUrl/3.4.0";
  static final String SEMVER2 = "RegistrationsBaseUrl/3.6.0";

  private static final String BOUNDARY = "6e8b7a2c-1d";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, String> resources = new HashMap<>();
  private final String folder;
  private final String token;

  /**
   * Discovers the services.
   *
   * @param index address of the service index
   * @param token password of requests; null to send none
   */
  NuGetClient(String index, String token) throws IOException, InterruptedException {
    this.token = token;
    folder = index.substring(0, index.lastIndexOf('/') + 1);
    var document = document(index);
    assertThat(document.path("version").asText()).matches("3\\.\\d+\\.\\d+.*");
    for (var resource : array(document, "resources")) {
      var at = text(resource, "@id");
      assertThat(at).as("credentials are sent again below the index").startsWith(folder);
      assertThat(resources.put(text(resource, "@type"), at)).isNull();
    }
  }

  /** Address of a service, with a slash at the end. */
  String resource(String type) {
    assertThat(resources).containsKey(type);
    return resources.get(type).replaceAll("/+$", "") + "/";
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    if (token != null) {
      var pair = ("any:" + token).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> get(String url, String... headers) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private JsonNode document(String url) throws IOException, InterruptedException {
    var response = get(url, "Accept-Encoding", "gzip");
    assertThat(response.statusCode()).as(url).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    return json.readTree(body(response));
  }

  private static byte[] body(HttpResponse<byte[]> response) throws IOException {
    if (response.headers().firstValue("Content-Encoding").filter("gzip"::equals).isEmpty()) {
      return response.body();
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      return in.readAllBytes();
    }
  }

  static String text(JsonNode node, String field) {
    assertThat(node.path(field).isTextual()).as(field + " of " + node).isTrue();
    return node.get(field).asText();
  }

  private static JsonNode array(JsonNode node, String field) {
    assertThat(node.path(field).isArray()).as(field + " of " + node).isTrue();
    return node.get(field);
  }

  /** All versions in the flat container, in their order. */
  List<String> versions(String id) throws IOException, InterruptedException {
    var url = resource("PackageBaseAddress/3.0.0") + lower(id) + "/index.json";
    if (get(url).statusCode() == 404) {
      return List.of();
    }
    var versions = new ArrayList<String>();
    array(document(url), "versions").forEach(v -> versions.add(v.asText()));
    assertThat(versions).isSortedAccordingTo(NuGetVersion.ORDER).doesNotHaveDuplicates();
    for (var version : versions) {
      assertThat(NuGetVersion.parse(version).orElseThrow().normal()).isEqualTo(version);
    }
    return versions;
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  String content(String id, String version) {
    return resource("PackageBaseAddress/3.0.0")
        + "%1$s/%2$s/%1$s.%2$s.nupkg".formatted(lower(id), lower(version));
  }

  byte[] download(String id, String version) throws IOException, InterruptedException {
    var response = get(content(id, version));
    assertThat(response.statusCode()).as(id + " " + version).isEqualTo(200);
    return response.body();
  }

  /** Catalog entries by version from all pages; empty when the package is not there. */
  Map<String, JsonNode> registration(String type, String id)
      throws IOException, InterruptedException {
    var url = resource(type) + lower(id) + "/index.json";
    var first = get(url, "Accept-Encoding", "gzip");
    if (first.statusCode() == 404) {
      return Map.of();
    }
    var index = document(url);
    var pages = array(index, "items");
    assertThat(index.path("count").asInt()).isEqualTo(pages.size()).isPositive();
    text(index, "commitTimeStamp");
    var entries = new TreeMap<String, JsonNode>(NuGetVersion.ORDER);
    for (var head : pages) {
      var page = head.has("items") ? head : document(text(head, "@id"));
      assertThat(text(page, "lower")).isEqualTo(text(head, "lower"));
      assertThat(text(page, "upper")).isEqualTo(text(head, "upper"));
      assertThat(text(page, "parent")).isEqualTo(url);
      assertThat(page.path("count").asInt()).isEqualTo(array(page, "items").size());
      assertThat(page.get("items").size()).isBetween(1, head.has("items") ? 128 : 64);
      var range = VersionRange.parse("[%s,%s]".formatted(text(page, "lower"), text(page, "upper")));
      for (var leaf : page.get("items")) {
        var entry = entry(id, leaf);
        assertThat(range.orElseThrow().contains(version(entry))).isTrue();
        assertThat(entries.put(version(entry).normal(), entry)).isNull();
      }
    }
    return entries;
  }

  private static NuGetVersion version(JsonNode entry) {
    return NuGetVersion.parse(text(entry, "version")).orElseThrow();
  }

  private JsonNode entry(String id, JsonNode leaf) {
    text(leaf, "@id");
    var entry = leaf.path("catalogEntry");
    text(entry, "@id");
    assertThat(text(entry, "id")).isEqualToIgnoringCase(id);
    assertThat(text(leaf, "packageContent")).isEqualTo(content(id, version(entry).normal()));
    text(entry, "published");
    assertThat(entry.path("listed").isBoolean()).isTrue();
    for (var group : entry.path("dependencyGroups")) {
      for (var dependency : group.path("dependencies")) {
        text(dependency, "id");
        assertThat(VersionRange.parse(text(dependency, "range"))).isPresent();
        assertThat(text(dependency, "registration")).startsWith(folder);
      }
    }
    return entry;
  }

  /** The document of one version. */
  JsonNode leaf(String type, String id, String version) throws IOException, InterruptedException {
    var leaf = document(resource(type) + lower(id) + "/" + lower(version) + ".json");
    text(leaf, "@id");
    text(leaf, "registration");
    text(leaf, "published");
    assertThat(leaf.path("listed").isBoolean()).isTrue();
    return leaf;
  }

  /** Downloads a package and what it needs: {@link Restore}. */
  Map<String, String> restore(String id, String range) throws IOException, InterruptedException {
    return new Restore(this).of(id, range);
  }

  /** Pushes as dotnet does: one part, no length, a slash after the address. */
  HttpResponse<byte[]> push(byte[] nupkg, String key) throws IOException, InterruptedException {
    return push("PackagePublish/2.0.0", nupkg, key);
  }

  HttpResponse<byte[]> push(String type, byte[] nupkg, String key)
      throws IOException, InterruptedException {
    var form = new ByteArrayOutputStream();
    form.writeBytes(
        ("--%s\r\nContent-Type: application/octet-stream\r\nContent-Disposition: form-data;"
                + " name=package; filename=package.nupkg; filename*=utf-8''package.nupkg\r\n\r\n")
            .formatted(BOUNDARY)
            .getBytes(StandardCharsets.UTF_8));
    form.writeBytes(nupkg);
    form.writeBytes("\r\n--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.UTF_8));
    var request =
        HttpRequest.newBuilder(URI.create(resource(type)))
            .header("Content-Type", "multipart/form-data; boundary=\"" + BOUNDARY + "\"")
            .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form.toByteArray())));
    return send(key == null ? request : request.header("X-NuGet-ApiKey", key));
  }

  int pushed(byte[] nupkg) throws IOException, InterruptedException {
    return push(nupkg, "unused").statusCode();
  }

  int unlist(String id, String version) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(published(id, version)).DELETE()).statusCode();
  }

  int relist(String id, String version) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(published(id, version));
    return send(request.POST(BodyPublishers.noBody())).statusCode();
  }

  private URI published(String id, String version) {
    return URI.create(resource("PackagePublish/2.0.0") + id + "/" + version);
  }

  /** What a search finds, by id; the parameters are written as in an address. */
  Map<String, JsonNode> search(String parameters) throws IOException, InterruptedException {
    var result = document(resources.get("SearchQueryService/3.5.0") + "?" + parameters);
    assertThat(result.path("totalHits").isInt()).isTrue();
    var found = new LinkedHashMap<String, JsonNode>();
    for (var hit : array(result, "data")) {
      assertThat(NuGetVersion.parse(text(hit, "version"))).isPresent();
      assertThat(array(hit, "packageTypes")).isNotEmpty();
      var versions = array(hit, "versions");
      for (var version : versions) {
        assertThat(text(version, "@id")).startsWith(folder);
        assertThat(NuGetVersion.parse(text(version, "version"))).isPresent();
        assertThat(version.path("downloads").isInt()).isTrue();
      }
      assertThat(text(hit, "registration")).startsWith(folder);
      assertThat(found.put(text(hit, "id"), hit)).isNull();
    }
    assertThat(result.get("totalHits").asInt()).isGreaterThanOrEqualTo(found.size());
    return found;
  }

  List<String> autocomplete(String parameters) throws IOException, InterruptedException {
    var data = new ArrayList<String>();
    array(document(resources.get("SearchAutocompleteService/3.5.0") + "?" + parameters), "data")
        .forEach(d -> data.add(d.asText()));
    return data;
  }

  /** What is known of weak versions, by id. */
  Map<String, JsonNode> vulnerabilities() throws IOException, InterruptedException {
    var known = new HashMap<String, JsonNode>();
    var pages = document(resources.get("VulnerabilityInfo/6.7.0"));
    assertThat(pages.isArray()).isTrue();
    assertThat(pages).isNotEmpty();
    for (var page : pages) {
      assertThat(text(page, "@name")).isIn("base", "update");
      text(page, "@updated");
      document(text(page, "@id")).properties().forEach(p -> known.put(p.getKey(), p.getValue()));
    }
    return known;
  }

  /** The readme of a version, as its address follows from the template. */
  HttpResponse<byte[]> readme(String id, String version) throws IOException, InterruptedException {
    return get(
        resources
            .get("ReadmeUriTemplate/6.13.0")
            .replace("{lower_id}", lower(id))
            .replace("{lower_version}", lower(version)));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

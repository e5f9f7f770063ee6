package dev.slipway.packages.pypi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.PackageName;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a project's page of a simple index, as JSON or as HTML. Source: PEP 503 and PEP 691. */
final class SimpleReader {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([A-Za-z-]+)\\s*(?:=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+)))?");
  private static final Pattern TAG = Pattern.compile("<(a|base)\\s", Pattern.CASE_INSENSITIVE);

  /** A page says so that it is one of an index, even when it lists nothing. Source: PEP 629. */
  private static final String VERSION = "pypi:repository-version";

  private static final String SHA256 = "sha256=";

  private SimpleReader() {}

  /**
   * Reads a page.
   *
   * @param url where it was had, for addresses that are relative
   * @return by the file's name; empty when the bytes are no such page
   */
  static Optional<Map<String, ProjectFile>> read(
      PackageName name, String type, byte[] bytes, String url) throws IOException {
    try {
      return type.contains("json")
          ? json(name, JSON.readTree(bytes), url)
          : Optional.of(html(name, new String(bytes, StandardCharsets.UTF_8), url));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<Map<String, ProjectFile>> json(
      PackageName name, JsonNode page, String url) {
    if (!page.path("files").isArray()) {
      return Optional.empty();
    }
    var files = new LinkedHashMap<String, ProjectFile>();
    for (var file : page.path("files")) {
      var filename = file.path("filename").asText("");
      var at = absolute(url, file.path("url").asText(""));
      var version = PypiName.version(name, filename);
      if (version.isEmpty() || !PypiName.file(filename) || at.isEmpty()) {
        continue;
      }
      var core = core(file);
      files.put(
          filename,
          new ProjectFile(
              version.get(),
              at.get(),
              text(file.path("hashes"), "sha256"),
              text(file, "requires-python"),
              yanked(file.path("yanked")),
              file.path("size").asLong(-1),
              text(file, "upload-time"),
              core.isObject() ? core.path("sha256").asText("") : core.asBoolean(false) ? "" : null,
              text(file, "provenance")));
    }
    return Optional.of(files);
  }

  /** Its first name was changed because of clients that took it wrongly: PEP 714. */
  private static JsonNode core(JsonNode file) {
    for (var name : List.of("core-metadata", "data-dist-info-metadata", "dist-info-metadata")) {
      if (file.has(name)) {
        return file.get(name);
      }
    }
    return file.path("core-metadata");
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).isTextual() ? node.get(field).asText() : null;
  }

  private static String yanked(JsonNode node) {
    return node.isTextual() ? node.asText() : node.asBoolean(false) ? "" : null;
  }

  /**
   * Says why the bytes are no project's page; empty when they are. A page for people, such as one
   * of a portal, is HTML too, but it lists no file of the project.
   */
  static Optional<String> problem(PackageName name, String type, byte[] bytes, String url)
      throws IOException {
    var files = read(name, type, bytes, url);
    boolean page =
        files.isPresent()
            && (!files.get().isEmpty()
                || type.contains("json")
                || new String(bytes, StandardCharsets.UTF_8).contains(VERSION));
    return page ? Optional.empty() : Optional.of("it is no project's page of an index");
  }

  /** A tag and the text that follows it. */
  private record Tag(String name, Map<String, String> attributes, String text) {}

  /** Looks at each character once, whatever is left open. */
  private static List<Tag> tags(String page) {
    var tags = new ArrayList<Tag>();
    var matcher = TAG.matcher(page);
    for (int at = 0; matcher.find(at); ) {
      int end = page.indexOf('>', matcher.end());
      if (end < 0) {
        return tags;
      }
      int next = page.indexOf('<', end);
      at = next < 0 ? page.length() : next;
      tags.add(
          new Tag(
              matcher.group(1).toLowerCase(Locale.ROOT),
              attributes(page.substring(matcher.end(), end)),
              page.substring(end + 1, at)));
    }
    return tags;
  }

  private static Map<String, ProjectFile> html(PackageName name, String page, String url) {
    var root = url;
    var files = new LinkedHashMap<String, ProjectFile>();
    for (var tag : tags(page)) {
      var attributes = tag.attributes();
      if (tag.name().equals("base")) {
        root = absolute(url, attributes.getOrDefault("href", "")).orElse(url);
        continue;
      }
      var filename = unescape(tag.text()).strip();
      var href = absolute(root, attributes.getOrDefault("href", ""));
      var version = PypiName.version(name, filename);
      if (version.isEmpty() || !PypiName.file(filename) || href.isEmpty()) {
        continue;
      }
      var words = href.get().split("#", 2);
      var core =
          attributes.getOrDefault("data-core-metadata", attributes.get("data-dist-info-metadata"));
      files.put(
          filename,
          new ProjectFile(
              version.get(),
              words[0],
              words.length > 1 && words[1].startsWith(SHA256)
                  ? words[1].substring(SHA256.length())
                  : null,
              attributes.get("data-requires-python"),
              attributes.get("data-yanked"),
              -1,
              null,
              core == null ? null : core.startsWith(SHA256) ? core.substring(SHA256.length()) : "",
              attributes.get("data-provenance")));
    }
    return files;
  }

  private static Map<String, String> attributes(String tag) {
    var attributes = new LinkedHashMap<String, String>();
    for (var matcher = ATTRIBUTE.matcher(tag); matcher.find(); ) {
      var value =
          matcher.group(2) != null
              ? matcher.group(2)
              : matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
      attributes.put(matcher.group(1), value == null ? "" : unescape(value));
    }
    return attributes;
  }

  private static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
  }

  private static Optional<String> absolute(String base, String address) {
    try {
      return address.isEmpty()
          ? Optional.empty()
          : Optional.of(URI.create(base).resolve(address).toString());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

package dev.slipway.packages.pypi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of METADATA and PKG-INFO: lines as in e-mail headers, then the description. Source:
 * Python packaging, core metadata specifications.
 *
 * @param fields by name in lower case, in the order of the file
 */
record CoreMetadata(Map<String, List<String>> fields) {

  private static final int MOST_LINES = 20_000;
  private static final Map<String, String> TEXTS =
      Map.of(
          "name", "name",
          "version", "version",
          "summary", "summary",
          "home-page", "home_page",
          "license", "license",
          "license-expression", "license_expression",
          "requires-python", "requires_python",
          "author", "author");
  private static final Map<String, String> LISTS =
      Map.of(
          "requires-dist", "requires_dist",
          "classifier", "classifiers",
          "project-url", "project_urls",
          "provides-extra", "provides_extra");

  static CoreMetadata parse(byte[] bytes) {
    var fields = new LinkedHashMap<String, List<String>>();
    int count = 0;
    for (var line : new String(bytes, StandardCharsets.UTF_8).split("\r?\n", MOST_LINES)) {
      int colon = line.indexOf(':');
      if (line.isEmpty() || ++count >= MOST_LINES) {
        break;
      }
      if (colon > 0 && !Character.isWhitespace(line.charAt(0))) {
        fields
            .computeIfAbsent(
                line.substring(0, colon).strip().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
            .add(line.substring(colon + 1).strip());
      }
    }
    return new CoreMetadata(fields);
  }

  /** The only or the first value. */
  Optional<String> first(String field) {
    return Optional.ofNullable(fields.get(field)).map(List::getFirst);
  }

  /** The fields as the JSON API names them. */
  Map<String, Object> info() {
    var info = new LinkedHashMap<String, Object>();
    TEXTS.forEach((field, name) -> first(field).ifPresent(v -> info.put(name, v)));
    LISTS.forEach(
        (field, name) -> {
          if (fields.containsKey(field)) {
            info.put(name, fields.get(field));
          }
        });
    return info;
  }
}

package dev.slipway.packages.advisory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads one advisory as the OSV schema 1 has it. Source: OSV schema 1.7. */
final class OsvEntry {

  private static final String GITHUB = "https://github.com/advisories/";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
  private static final Pattern GHSA = Pattern.compile("GHSA(?:-[0-9a-z]{4}){3}");
  private static final Pattern CWE = Pattern.compile("CWE-\\d{1,6}");
  private static final Pattern URL = Pattern.compile("https?://[\\x21-\\x7e]{1,500}");
  private static final String MALWARE = "MAL-";
  private static final int LONGEST_TITLE = 300;
  private static final int LONGEST_VERSION = 256;
  private static final int MOST_WORDS = 20;
  private static final int MOST_PACKAGES = 10_000;
  private static final int MOST_VERSIONS = 20_000;

  private final JsonNode entry;
  private final UnaryOperator<String> same;

  private OsvEntry(JsonNode entry, UnaryOperator<String> same) {
    this.entry = entry;
    this.same = same;
  }

  /**
   * Reads an entry.
   *
   * @param same returns the one object that stands for equal short texts
   * @return what it says of each package of the formats here; nothing when it was withdrawn or is
   *     about others
   */
  static List<Affected> read(JsonNode entry, UnaryOperator<String> same) throws UnusableEntry {
    if (!entry.isObject()) {
      throw new UnusableEntry("it is no JSON object");
    }
    return new OsvEntry(entry, same).read();
  }

  private List<Affected> read() throws UnusableEntry {
    var schema = entry.path("schema_version").asText("1.0.0");
    if (!schema.startsWith("1.")) {
      throw new UnusableEntry(
          "its schema_version is " + Printable.text(schema, 30) + ", which is not 1");
    }
    if (!ID.matcher(entry.path("id").asText("")).matches()) {
      throw new UnusableEntry("its id is missing, or is no id");
    }
    if (!entry.path("affected").isArray() && entry.has("affected")) {
      throw new UnusableEntry("its field affected is no array");
    }
    if (entry.path("affected").size() > MOST_PACKAGES) {
      throw new UnusableEntry("it is about more than " + MOST_PACKAGES + " packages");
    }
    if (!entry.path("withdrawn").asText("").isEmpty()) {
      return List.of();
    }
    var packages = new LinkedHashMap<Map.Entry<Ecosystem, String>, List<JsonNode>>();
    for (var affected : entry.path("affected")) {
      var ecosystem = Ecosystem.of(affected.path("package").path("ecosystem").asText(""));
      var name = affected.path("package").path("name").asText("");
      if (ecosystem.isPresent() && !name.isEmpty() && name.length() <= LONGEST_TITLE) {
        packages
            .computeIfAbsent(
                Map.entry(ecosystem.get(), ecosystem.get().normal(name)), _ -> new ArrayList<>())
            .add(affected);
      }
    }
    return packages.isEmpty() ? List.of() : affected(packages);
  }

  private List<Affected> affected(Map<Map.Entry<Ecosystem, String>, List<JsonNode>> packages)
      throws UnusableEntry {
    var advisory = advisory();
    var all = new ArrayList<Affected>();
    for (var one : packages.entrySet()) {
      var ecosystem = one.getKey().getKey();
      var spans = new ArrayList<Span>();
      var versions = new ArrayList<String>();
      for (var node : one.getValue()) {
        spans.addAll(spans(ecosystem, node));
        listed(node, versions);
      }
      spans.sort(Spans.order(ecosystem));
      var affected =
          new Affected(advisory, ecosystem, same.apply(one.getKey().getValue()), spans, List.of());
      versions.removeIf(affected::contains);
      if (!spans.isEmpty() || !versions.isEmpty()) {
        all.add(
            new Affected(
                advisory,
                ecosystem,
                affected.name(),
                spans,
                versions.stream().distinct().map(same).toList()));
      }
    }
    return all;
  }

  private List<Span> spans(Ecosystem ecosystem, JsonNode affected) throws UnusableEntry {
    var all = new ArrayList<Span>();
    for (var range : affected.path("ranges")) {
      try {
        all.addAll(Spans.read(ecosystem, range));
      } catch (UnusableEntry e) {
        // The versions of a range that is in no order stand in a list beside it.
        if (affected.path("versions").isEmpty()) {
          throw e;
        }
      }
    }
    var lastKnown =
        affected.path("database_specific").path("last_known_affected_version_range").asText("");
    return Spans.ended(ecosystem, all, lastKnown).stream()
        .map(s -> new Span(same.apply(s.from()), same.apply(s.to()), s.inclusive()))
        .toList();
  }

  private static void listed(JsonNode affected, List<String> versions) throws UnusableEntry {
    if (affected.path("versions").size() > MOST_VERSIONS) {
      throw new UnusableEntry("it lists more than " + MOST_VERSIONS + " versions of a package");
    }
    for (var version : affected.path("versions")) {
      var text = version.asText("");
      if (!text.isEmpty()
          && text.length() <= LONGEST_VERSION
          && text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        versions.add(text);
      }
    }
  }

  private Advisory advisory() {
    var id = entry.path("id").asText();
    var aliases = words(entry.path("aliases"), ID);
    var vector = vector();
    var score = Cvss.base(vector).orElse(0);
    return new Advisory(
        id,
        aliases,
        title(id),
        url(id, aliases),
        severity(id, vector, score),
        same.apply(vector),
        score,
        words(entry.path("database_specific").path("cwe_ids"), CWE).stream().map(same).toList());
  }

  private static List<String> words(JsonNode array, Pattern shape) {
    var words = new ArrayList<String>();
    for (var node : array) {
      if (words.size() < MOST_WORDS && shape.matcher(node.asText("")).matches()) {
        words.add(node.asText());
      }
    }
    return words;
  }

  private String title(String id) {
    var summary = entry.path("summary").asText("");
    var text = summary.isBlank() ? entry.path("details").asText("").strip() : summary;
    int line = text.indexOf('\n');
    var title = Printable.text(line < 0 ? text : text.substring(0, line), LONGEST_TITLE);
    return title.isEmpty() ? id : title;
  }

  /** Clients read GitHub's id out of the address, and let people pass over advisories by it. */
  private String url(String id, List<String> aliases) {
    if (GHSA.matcher(id).matches()) {
      return GITHUB + id;
    }
    for (var alias : aliases) {
      if (GHSA.matcher(alias).matches()) {
        return GITHUB + alias;
      }
    }
    for (var reference : entry.path("references")) {
      var url = reference.path("url").asText("");
      if ("ADVISORY".equals(reference.path("type").asText()) && URL.matcher(url).matches()) {
        return url;
      }
    }
    return "";
  }

  /** The clients know version 3 best. */
  private String vector() {
    return Stream.of("CVSS_V3", "CVSS_V4")
        .map(this::vector)
        .filter(v -> !v.isEmpty())
        .findFirst()
        .orElse("");
  }

  private String vector(String type) {
    var found = vector(type, entry.path("severity"));
    for (var affected : entry.path("affected")) {
      found = found.isEmpty() ? vector(type, affected.path("severity")) : found;
    }
    return found;
  }

  private static String vector(String type, JsonNode severities) {
    for (var severity : severities) {
      var vector = severity.path("score").asText("");
      if (type.equals(severity.path("type").asText()) && Cvss.base(vector).isPresent()) {
        return vector;
      }
    }
    return "";
  }

  /** What the database says; else by the score; else moderate, and critical for malware. */
  private Severity severity(String id, String vector, double score) {
    var said = Severity.of(entry.path("database_specific").path("severity").asText(""));
    if (said != null) {
      return said;
    }
    return !vector.isEmpty()
        ? Severity.of(score)
        : id.startsWith(MALWARE) ? Severity.CRITICAL : Severity.MODERATE;
  }
}

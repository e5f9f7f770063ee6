package dev.slipway.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The page {@code operator/docs/reference.md}: every field of every kind, out of the CRDs. */
final class ReferencePage {

  /** Kubernetes' own types: explained where they come from. */
  private static final Set<String> FOREIGN = Set.of("resources", "tolerations", "conditions");

  private final StringBuilder page = new StringBuilder();

  private ReferencePage() {}

  static String make() throws IOException {
    var reference = new ReferencePage();
    reference.page.append(
        """
        # Reference

        Made from the CRDs; `kubectl explain` shows the same texts. A field in **bold** is required.
        """);
    for (var file : CrdFiles.make().values()) {
      reference.kind(CrdFiles.parse(file));
    }
    return reference.page.toString();
  }

  private void kind(JsonNode crd) {
    var schema = crd.at("/spec/versions/0/schema/openAPIV3Schema");
    page.append("\n## ").append(crd.at("/spec/names/kind").asText()).append("\n\n");
    page.append(schema.path("description").asText().strip()).append("\n\n");
    page.append("Short name `").append(crd.at("/spec/names/shortNames/0").asText()).append("`.\n");
    for (var part : new String[] {"spec", "status"}) {
      var fields = schema.at("/properties/" + part);
      if (fields.path("properties").isEmpty()) {
        continue;
      }
      page.append("\n| ").append(part).append(" | Type | What it is |\n|---|---|---|\n");
      fields(fields, "");
      rules(fields);
    }
  }

  private void fields(JsonNode schema, String prefix) {
    Set<String> required =
        StreamSupport.stream(schema.path("required").spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.toSet());
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              var value = field.getValue();
              var list = value.path("type").asText().equals("array");
              var inner = list ? value.path("items") : value;
              var name = prefix + field.getKey() + (list ? "[]" : "");
              row(
                  required.contains(field.getKey()) ? "**`" + name + "`**" : "`" + name + "`",
                  type(inner),
                  value);
              if (!FOREIGN.contains(field.getKey())) {
                fields(inner, name + ".");
              }
            });
  }

  private void row(String name, String type, JsonNode field) {
    var text = field.path("description").asText().strip().replaceAll("\\s+", " ");
    var otherwise = field.path("default");
    page.append("| ").append(name).append(" | ").append(type).append(" | ").append(text);
    if (!otherwise.isMissingNode()) {
      page.append(" Default: `").append(otherwise.asText()).append("`.");
    }
    page.append(" |\n");
  }

  private static String type(JsonNode schema) {
    if (schema.has("enum")) {
      return StreamSupport.stream(schema.get("enum").spliterator(), false)
          .map(v -> "`" + v.asText() + "`")
          .collect(Collectors.joining(", "));
    }
    if (schema.has("additionalProperties")) {
      return "map of " + schema.at("/additionalProperties/type").asText("any");
    }
    return schema.path("type").asText(schema.has("anyOf") ? "integer or string" : "any");
  }

  private void rules(JsonNode schema) {
    schema
        .path("x-kubernetes-validations")
        .forEach(r -> page.append("\nRule: ").append(r.path("message").asText()).append(".\n"));
  }
}

package dev.slipway.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code kubectl explain} has a text for every field of ours. */
final class CrdTextTest {

  /** Kubernetes' own types: their fields are explained where they come from. */
  private static final Set<String> FOREIGN = Set.of("resources", "tolerations", "conditions");

  @Test
  void everyFieldIsExplained() throws IOException {
    var silent = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(Path.of("../../crds"), "*.yaml")) {
      for (var file : files) {
        var schema =
            new YAMLMapper().readTree(file.toFile()).at("/spec/versions/0/schema/openAPIV3Schema");
        for (var part : List.of("spec", "status")) {
          walk(file.getFileName() + " " + part, schema.at("/properties/" + part), silent);
        }
      }
    }
    assertThat(silent).isEmpty();
  }

  private static void walk(String place, JsonNode schema, List<String> silent) {
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              var name = place + "." + field.getKey();
              if (field.getValue().path("description").asText().isBlank()) {
                silent.add(name);
              }
              if (!FOREIGN.contains(field.getKey())) {
                walk(name, field.getValue(), silent);
                walk(name + "[]", field.getValue().path("items"), silent);
              }
            });
  }
}

package dev.slipway.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestsTest {

  private static final String OBJECT =
      "apiVersion: v1\nkind: %s\nmetadata: {name: %s, namespace: n}\n";

  @Test
  void whatOthersNeedComesFirst() {
    var parsed =
        Manifests.parse(
            Map.of(
                "a.yaml",
                OBJECT.formatted("Pipeline", "p")
                    + "---\n"
                    + OBJECT.formatted("BuildProject", "b")
                    + "---\n---\n# nothing\n",
                "z/b.yml",
                OBJECT.formatted("Namespace", "n")));
    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.objects())
        .extracting(o -> o.getKind())
        .containsExactly("Namespace", "BuildProject", "Pipeline");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "kind: [ | a.yaml:1: ",
        "a: 1\\n---\\nb: 2 | a.yaml:1: no Kubernetes object: apiVersion or kind is missing",
        "apiVersion: v1\\nkind: Pod\\nmetadata: {} | a.yaml:1: Pod has no metadata.name",
        "apiVersion: v1\\nkind: List\\nmetadata: {name: x}\\nitems: [] | a.yaml:1: lists are not supported",
        "a: 1\\na: 2 | a.yaml:2: found duplicate key a",
        "- 1 | a.yaml:1: no Kubernetes object",
        "x: !!java.lang.ProcessBuilder [ls] | a.yaml:1: ",
      })
  void problemsNameFileAndLine(String text, String problem) {
    var parsed =
        Manifests.parse(
            Map.of("a.yaml", text.replace("\\n", "\n"), "good.yaml", OBJECT.formatted("Pod", "p")));
    assertThat(parsed.objects()).as("a commit with a problem brings nothing").isEmpty();
    assertThat(parsed.problems().getFirst()).startsWith(problem);
  }

  @Test
  void oneObjectTwiceIsAProblem() {
    var text = OBJECT.formatted("Pod", "p");
    assertThat(Manifests.parse(Map.of("a.yaml", text, "b.yaml", text)).problems())
        .containsExactly("Pod p is there twice; remove one");
  }
}

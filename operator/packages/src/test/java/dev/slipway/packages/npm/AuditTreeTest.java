package dev.slipway.packages.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.slipway.packages.http.BoundedBody;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AuditTreeTest {

  private static List<String> paths(String text) throws IOException {
    try (var parser = new JsonFactory().createParser(text.replace('\'', '"'))) {
      return AuditTree.read(parser).packages().stream()
          .map(p -> p.path() + "@" + p.version() + (p.dev() ? " dev" : ""))
          .toList();
    }
  }

  /** As npm 6 and Yarn 1 send it: all that fits lies at the top. */
  @Test
  void theShortestWayIsFoundThroughWhatPackagesRequire() throws IOException {
    assertThat(
            paths(
                """
                {'name': 'app', 'install': [], 'requires': {'a': '^1', 'b': '^1'}, 'dependencies': {
                  'a': {'version': '1.0.0', 'integrity': 'x', 'requires': {'c': '^1'}},
                  'b': {'version': '1.1.0', 'dev': true, 'requires': {'c': '^2', 'b': '*'},
                        'dependencies': {'c': {'version': '2.0.0', 'requires': {'d': '*'}}}},
                  'c': {'version': '1.0.0', 'requires': {'a': '*'}},
                  'd': {'version': '3.0.0'},
                  'e': {'version': '4.0.0'}}}
                """))
        .containsExactly(
            "a@1.0.0", "b@1.1.0 dev", "a>c@1.0.0", "b>c@2.0.0", "b>c>d@3.0.0", "e@4.0.0");
  }

  /** As pnpm 10 sends it: each below what requires it. */
  @Test
  void aTreeThatLiesAsItIsRequiredIsItsOwnWay() throws IOException {
    assertThat(
            paths(
                """
                {'dependencies': {'.': {'version': '0.0.0', 'requires': {'a': '1.0.0'},
                  'dependencies': {'a': {'version': '1.0.0', 'requires': {'b': '2.0.0'},
                    'dependencies': {'b': {'version': '2.0.0'}}}}}}, 'requires': {'.': '0.0.0'}}
                """))
        .containsExactly(".@0.0.0", ".>a@1.0.0", ".>a>b@2.0.0");
  }

  @Test
  void whatIsNoTreeIsAnEmptyOne() throws IOException {
    assertThat(paths("[]")).isEmpty();
    assertThat(paths("{'requires': 1, 'dependencies': ['a', {'b': 1}]}")).isEmpty();
    assertThat(paths("{'dependencies': {'a': 'x', 'b': {'version': {}}}}")).containsExactly("b@");
  }

  @Test
  void aTreeThatIsTooLargeOrTooDeepIsNotRead() {
    var wide = new StringBuilder("{'requires': {");
    for (int i = 0; i < 500_001; i++) {
      wide.append('\'').append(i).append("':1,");
    }
    assertThatThrownBy(() -> paths(wide.toString())).isInstanceOf(BoundedBody.Refused.class);
    assertThatThrownBy(() -> paths("{'dependencies':{'a':".repeat(1000)))
        .isInstanceOf(JsonProcessingException.class);
  }
}

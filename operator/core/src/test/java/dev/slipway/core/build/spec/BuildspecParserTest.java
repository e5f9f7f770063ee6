package dev.slipway.core.build.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.v1alpha1.BuildPhaseType;
import dev.slipway.core.build.spec.Buildspec.OnFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BuildspecParserTest {

  private static final String HEAD = "version: 0.2\n";
  private static final String BUILD = "phases: {build: {commands: ['true']}}\n";

  @Test
  void everythingThatCanBeSaid() throws BuildspecException {
    var spec =
        BuildspecParser.parse(
            """
            version: 0.2
            env:
              shell: bash
              variables: {PLAIN: text, EMPTY: ''}
              exported-variables: [IMAGE, DIGEST]
            phases:
              install: {commands: one}
              pre_build:
                commands: [a, b]
                finally: [c]
                on-failure: continue
              build: {commands: ['echo "x: y"'], on-failure: ABORT}
              post_build:
                commands:
                  - |
                    first
                    second
            artifacts:
              files: ['**/*', target/app.jar]
              base-directory: out
              discard-paths: yes
              exclude-paths: ['*.tmp']
            """);
    assertThat(spec.shell()).isEqualTo("/bin/bash");
    assertThat(spec.variables()).containsEntry("PLAIN", "text").containsEntry("EMPTY", "");
    assertThat(spec.exportedVariables()).containsExactly("IMAGE", "DIGEST");
    assertThat(spec.phases().get(BuildPhaseType.INSTALL).commands()).containsExactly("one");
    var pre = spec.phases().get(BuildPhaseType.PRE_BUILD);
    assertThat(pre.commands()).containsExactly("a", "b");
    assertThat(pre.finallyCommands()).containsExactly("c");
    assertThat(pre.onFailure()).isEqualTo(OnFailure.CONTINUE);
    assertThat(spec.phases().get(BuildPhaseType.BUILD).onFailure()).isEqualTo(OnFailure.ABORT);
    assertThat(spec.phases().get(BuildPhaseType.POST_BUILD).commands())
        .containsExactly("first\nsecond\n");
    assertThat(spec.artifacts().files()).containsExactly("**/*", "target/app.jar");
    assertThat(spec.artifacts().baseDirectory()).isEqualTo("out");
    assertThat(spec.artifacts().discardPaths()).isTrue();
    assertThat(spec.artifacts().excludePaths()).containsExactly("*.tmp");
    assertThat(spec.warnings()).isEmpty();
  }

  /** YAML 1.1 would make numbers, truth values and dates of these. */
  @ParameterizedTest
  @CsvSource({
    "3.10",
    "NO",
    "yes",
    "0777",
    "1e3",
    "1_000",
    "null",
    "~",
    "2026-11-01",
    "12:30:45",
    "0x1F"
  })
  void scalarsKeepTheirText(String text) throws BuildspecException {
    var spec =
        BuildspecParser.parse(
            HEAD
                + "env: {variables: {V: "
                + text
                + "}}\nphases: {build: {commands: ["
                + text
                + "]}}");
    assertThat(spec.variables()).containsEntry("V", text);
    assertThat(spec.phases().get(BuildPhaseType.BUILD).commands()).containsExactly(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "reports: {r: {files: [x]}} | line 3, column 10: reports is ignored",
        "cache: {paths: [x]} | line 3, column 8: cache is ignored",
        "env: {git-credential-helper: yes} | line 3, column 30: env.git-credential-helper is ignored",
      })
  void whatChangesNothingIsAWarning(String key, String warning) throws BuildspecException {
    assertThat(BuildspecParser.parse(HEAD + BUILD + key).warnings()).containsExactly(warning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | the buildspec is empty",
        "just text | line 1, column 1: expected keys such as version and phases, found \"just text\"",
        "phases: {build: {commands: [x]}} | the buildspec has no version; write version: 0.2",
        "version: 0.1\\nphases: {} | line 1, column 10: version 0.1 is not supported; write version: 0.2",
        "version: 0.2 | the buildspec has no phases",
        "version: 0.2\\nphases: {test: {commands: [x]}} | Unknown phase TEST; expected install, pre_build, build, post_build",
        "version: 0.2\\nphases:\\n  build:\\n    commands:\\n      - echo a: b | line 5, column 9: Expected phases.build.commands[0] to be of string type: found subkeys instead at line 5; put quotes",
        "version: 0.2\\nphases: {build: {commands: {a: b}}} | phases.build.commands must be a list, found keys",
        "version: 0.2\\nphases: [build] | line 2, column 9: phases must hold keys, found a list",
        "version: 0.2\\nphases: {build: {commands: [x], on-failure: MAYBE}} | MAYBE is not supported; write ABORT or CONTINUE",
        "version: 0.2\\nversion: 0.2 | line 2, column 1: the buildspec has the key version twice",
        "version: 0.2\\nenv: {shell: fish} | env.shell fish is not supported; write sh or bash",
        "version: 0.2\\nenv: {variables: {A B: c}} | A B is no name of a variable",
        "version: 0.2\\nenv: {variables: {CODEBUILD_X: c}} | names that start with CODEBUILD_ are reserved",
        "version: 0.2\\nenv: {secrets-manager: {A: b}} | name a Secret in the project's environment.variables",
        "version: 0.2\\nbatch: {} | batch is not supported yet",
        "version: 0.2\\nrun-as: me | run-as is not supported yet",
        "version: 0.2\\nphases: {build: {commands: [x]}}\\nartifacts: {base-directory: x} | artifacts.files is missing; name at least one file",
        "version: 0.2\\n\\tphases: x | line 2, column 1",
        "version: 0.2\\nphases: {build: {commands: ['x]}} | line 2",
      })
  void whatCannotBeUsedIsSaidWithPlaceAndCure(String text, String message) {
    assertThatThrownBy(() -> BuildspecParser.parse(text.replace("\\n", "\n").replace("\\t", "\t")))
        .isInstanceOf(BuildspecException.class)
        .hasMessageContaining(message);
  }

  @Test
  void hugeAndDeepFilesAreRefused() {
    assertThatThrownBy(() -> BuildspecParser.parse(HEAD + "#".repeat(2 << 20)))
        .isInstanceOf(BuildspecException.class)
        .hasMessageContaining("characters");
    assertThatThrownBy(() -> BuildspecParser.parse(HEAD + "phases: " + "[".repeat(5000)))
        .isInstanceOf(BuildspecException.class);
  }
}

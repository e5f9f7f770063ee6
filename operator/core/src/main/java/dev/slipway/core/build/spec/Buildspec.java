package dev.slipway.core.build.spec;

import dev.slipway.api.v1alpha1.BuildPhaseType;
import java.util.List;
import java.util.Map;

/**
 * A buildspec. Every scalar is the text as it stands in the file: {@code 3.10}, {@code NO} and
 * {@code true} are no numbers and no truth values. Source: CodeBuild user guide, build
 * specification reference.
 *
 * @param shell program that runs the commands: /bin/sh or /bin/bash
 * @param variables values are taken literally, nothing is expanded
 * @param exportedVariables names whose values are read when POST_BUILD has ended
 * @param phases INSTALL, PRE_BUILD, BUILD and POST_BUILD, as far as the file has them
 * @param artifacts null when the file has none
 * @param warnings keys that are ignored, one sentence each
 */
public record Buildspec(
    String shell,
    Map<String, String> variables,
    List<String> exportedVariables,
    Map<BuildPhaseType, Phase> phases,
    Artifacts artifacts,
    List<String> warnings) {

  /** What happens after a failing phase in place of the transition table. */
  public enum OnFailure {
    DEFAULT,
    ABORT,
    CONTINUE
  }

  /** The commands of a phase, and those that run after them whatever happened. */
  public record Phase(List<String> commands, List<String> finallyCommands, OnFailure onFailure) {}

  /**
   * The output artifact.
   *
   * @param files globs relative to the base directory; variables are expanded at upload
   * @param baseDirectory relative to the source; the source itself where null
   * @param discardPaths whether only base names are kept
   * @param excludePaths globs relative to the base directory
   */
  public record Artifacts(
      List<String> files, String baseDirectory, boolean discardPaths, List<String> excludePaths) {}
}

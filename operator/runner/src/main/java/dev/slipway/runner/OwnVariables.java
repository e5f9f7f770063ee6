package dev.slipway.runner;

import dev.slipway.core.build.BuildOrder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The variables that a build finds although nobody set them. Source: CodeBuild user guide,
 * environment variables in build environments.
 */
final class OwnVariables {

  /** 1 until a command fails, then 0. */
  static final String SUCCEEDING = "CODEBUILD_BUILD_SUCCEEDING";

  private OwnVariables() {}

  /**
   * By name.
   *
   * @param commit what was checked out; null without a Git source
   */
  static Map<String, String> of(BuildOrder order, Path source, String commit, InstantSource clock) {
    var variables = new LinkedHashMap<>(order.variables());
    variables.put("CODEBUILD_SRC_DIR", source.toString());
    variables.put(SUCCEEDING, "1");
    variables.put("CODEBUILD_START_TIME", Long.toString(clock.millis()));
    if (commit != null) {
      variables.put("CODEBUILD_RESOLVED_SOURCE_VERSION", commit);
      variables.put("CODEBUILD_SOURCE_REPO_URL", order.source().url());
      variables.put(
          "CODEBUILD_SOURCE_VERSION",
          order.source().version() == null ? commit : order.source().version());
      // The source belongs to the runner's user, the commands may run as another.
      variables.put("GIT_CONFIG_COUNT", "1");
      variables.put("GIT_CONFIG_KEY_0", "safe.directory");
      variables.put("GIT_CONFIG_VALUE_0", "*");
    }
    return variables;
  }
}

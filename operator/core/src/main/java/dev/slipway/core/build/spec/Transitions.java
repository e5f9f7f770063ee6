package dev.slipway.core.build.spec;

import dev.slipway.api.v1alpha1.BuildPhaseType;
import dev.slipway.core.build.spec.Buildspec.OnFailure;

/**
 * What comes after a phase. Source: CodeBuild user guide, build phase transitions; public logs for
 * what the picture leaves open.
 */
public final class Transitions {

  private Transitions() {}

  /**
   * The phase that follows.
   *
   * @param ended one of DOWNLOAD_SOURCE to UPLOAD_ARTIFACTS
   * @param failed whether it failed
   */
  public static BuildPhaseType next(BuildPhaseType ended, boolean failed, OnFailure onFailure) {
    boolean stop = failed && onFailure != OnFailure.CONTINUE;
    return switch (ended) {
      case DOWNLOAD_SOURCE -> failed ? BuildPhaseType.FINALIZING : BuildPhaseType.INSTALL;
      case INSTALL -> stop ? BuildPhaseType.FINALIZING : BuildPhaseType.PRE_BUILD;
      case PRE_BUILD -> stop ? BuildPhaseType.FINALIZING : BuildPhaseType.BUILD;
      case BUILD ->
          failed && onFailure == OnFailure.ABORT
              ? BuildPhaseType.UPLOAD_ARTIFACTS
              : BuildPhaseType.POST_BUILD;
      case POST_BUILD -> BuildPhaseType.UPLOAD_ARTIFACTS;
      case UPLOAD_ARTIFACTS -> BuildPhaseType.FINALIZING;
      default -> BuildPhaseType.COMPLETED;
    };
  }
}

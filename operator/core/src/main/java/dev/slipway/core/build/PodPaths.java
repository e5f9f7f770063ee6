package dev.slipway.core.build;

/** Where things are in a build pod. */
public final class PodPaths {

  /** The volume that runner and build container share. */
  public static final String SHARED = "/slipway";

  /** FIFOs and the files of each command. */
  public static final String RUN = SHARED + "/run";

  /** The source; CODEBUILD_SRC_DIR. */
  public static final String SOURCE = SHARED + "/src";

  /** Programs that come first in PATH: docker. */
  public static final String BIN = SHARED + "/bin";

  /** Client settings: Maven's. */
  public static final String CONFIG = SHARED + "/config";

  /** Token for reports; in the runner only. */
  public static final String REPORT_TOKEN = "/var/run/slipway/report/token";

  /** Token for the package server. */
  public static final String PACKAGES_TOKEN = "/var/run/slipway/packages/token";

  /** username, password, token of the Git server; in the runner only. */
  public static final String GIT_SECRET = "/var/run/slipway/git";

  /** ca.crt of the Git server; in the runner only. */
  public static final String GIT_CA = "/var/run/slipway/git-ca/ca.crt";

  /** The build context of an image pod. */
  public static final String CONTEXT = "/workspace";

  /** Appears when the pod is told to end. */
  public static final String STOPPING = RUN + "/stopping";

  private PodPaths() {}
}

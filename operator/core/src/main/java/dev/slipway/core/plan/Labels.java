package dev.slipway.core.plan;

import dev.slipway.core.text.Names;

/** Labels and annotations of everything that the operator makes. */
public final class Labels {

  /** On every child: {@code app.kubernetes.io/managed-by=slipway}. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  public static final String MANAGER = "slipway";

  public static final String PIPELINE = "slipway.dev/pipeline";
  public static final String PIPELINE_EXECUTION = "slipway.dev/pipeline-execution";
  public static final String BUILD_PROJECT = "slipway.dev/build-project";
  public static final String BUILD_EXECUTION = "slipway.dev/build-execution";
  public static final String DEPLOYMENT_GROUP = "slipway.dev/deployment-group";
  public static final String DEPLOYMENT_EXECUTION = "slipway.dev/deployment-execution";
  public static final String DOMAIN = "slipway.dev/domain";
  public static final String COLOUR = "slipway.dev/colour";

  /** The revision of a deployment's pods. */
  public static final String REVISION = "slipway.dev/revision";

  /** What a pod is for: build, image, packages. */
  public static final String ROLE = "slipway.dev/role";

  /** Annotation: hash of the desired object; decides whether a child must be written again. */
  public static final String DESIRED_HASH = "slipway.dev/desired-hash";

  private static final int LONGEST_VALUE = 63;

  private Labels() {}

  /** A name as a label's value, which has at most 63 characters. */
  public static String value(String name) {
    return name.length() <= LONGEST_VALUE ? name : Names.of(name);
  }
}

package dev.slipway.api.v1alpha1;

/** AWS's phases of a build, in their order. */
public enum BuildPhaseType {
  SUBMITTED,
  QUEUED,
  PROVISIONING,
  DOWNLOAD_SOURCE,
  INSTALL,
  PRE_BUILD,
  BUILD,
  POST_BUILD,
  UPLOAD_ARTIFACTS,
  FINALIZING,
  COMPLETED
}

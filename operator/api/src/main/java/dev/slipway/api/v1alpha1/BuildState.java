package dev.slipway.api.v1alpha1;

/** AWS's words for the status of a build and of its phases. */
public enum BuildState {
  IN_PROGRESS,
  SUCCEEDED,
  FAILED,
  FAULT,
  TIMED_OUT,
  STOPPED
}

package dev.slipway.api.v1alpha1;

/** AWS's words for the status of a stage. */
public enum StageExecutionState {
  InProgress,
  Succeeded,
  Failed,
  Cancelled
}

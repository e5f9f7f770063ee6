package dev.slipway.api.v1alpha1;

/** AWS's words for the status of an action. */
public enum ActionExecutionState {
  InProgress,
  Succeeded,
  Failed,
  Abandoned
}

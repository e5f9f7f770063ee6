package dev.slipway.api.v1alpha1;

/** AWS's words for the status of a lifecycle event. */
public enum LifecycleEventState {
  Pending,
  InProgress,
  Succeeded,
  Failed,
  Skipped,
  Unknown
}

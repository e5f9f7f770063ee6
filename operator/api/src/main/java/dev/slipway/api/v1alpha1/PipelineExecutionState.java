package dev.slipway.api.v1alpha1;

/** AWS's words for the status of a pipeline execution. */
public enum PipelineExecutionState {
  InProgress,
  Succeeded,
  Failed,
  Superseded,
  Cancelled
}

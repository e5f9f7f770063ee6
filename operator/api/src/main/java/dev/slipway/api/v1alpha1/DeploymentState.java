package dev.slipway.api.v1alpha1;

/** AWS's words for the status of a deployment. */
public enum DeploymentState {
  Created,
  Queued,
  InProgress,
  Ready,
  Succeeded,
  Failed,
  Stopped
}

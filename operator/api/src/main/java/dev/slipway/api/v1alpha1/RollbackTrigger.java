package dev.slipway.api.v1alpha1;

/** What sends a deployment back by itself. */
public enum RollbackTrigger {
  Failure
}

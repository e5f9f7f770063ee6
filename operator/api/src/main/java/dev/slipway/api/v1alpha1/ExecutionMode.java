package dev.slipway.api.v1alpha1;

/** How executions of one pipeline meet. Source: CodePipeline user guide, execution modes. */
public enum ExecutionMode {
  SUPERSEDED
}

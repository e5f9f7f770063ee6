package dev.slipway.api.v1alpha1;

/** How traffic moves. Source: CodeDeploy user guide, predefined deployment configurations. */
public enum DeploymentConfiguration {
  AllAtOnce
}

package dev.slipway.api.v1alpha1;

/** How a deployment changes what runs. */
public enum DeploymentStyle {
  BlueGreen
}

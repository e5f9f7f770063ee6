package dev.slipway.api.v1alpha1;

/** What a deployment group deploys to. */
public enum Platform {
  Service
}

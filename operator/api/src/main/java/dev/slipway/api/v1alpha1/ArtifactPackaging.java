package dev.slipway.api.v1alpha1;

/** How output artifacts are stored. */
public enum ArtifactPackaging {
  NONE,
  ZIP
}

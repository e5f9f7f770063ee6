package dev.slipway.api.v1alpha1;

/** The program that builds images. */
public enum ImageEngine {
  Kaniko,
  Buildah
}

package dev.slipway.api.v1alpha1;

/** Formats that the package server speaks. */
public enum PackageFormat {
  maven,
  npm,
  pypi,
  nuget,
  cargo,
  go,
  generic
}

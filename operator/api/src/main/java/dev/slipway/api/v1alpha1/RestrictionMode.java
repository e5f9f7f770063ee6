package dev.slipway.api.v1alpha1;

/** What a package group decides. Source: CodeArtifact API, PackageGroupOriginRestrictionMode. */
public enum RestrictionMode {
  ALLOW,
  BLOCK,
  ALLOW_SPECIFIC_REPOSITORIES
}

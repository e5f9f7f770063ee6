package dev.slipway.api.v1alpha1;

/** What can be done to a repository's packages; the same words as in roles of the cluster. */
public enum AccessVerb {
  get,
  update,
  delete,
  copy,
  dispose,
  admin
}

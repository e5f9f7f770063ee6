package dev.slipway.api.v1alpha1;

/** Kinds of callers, as bindings of roles name them. */
public enum SubjectKind {
  ServiceAccount,
  User,
  Group
}

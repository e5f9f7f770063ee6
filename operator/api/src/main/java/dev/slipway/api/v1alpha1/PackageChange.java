package dev.slipway.api.v1alpha1;

/** What can happen to a package; the words of the package server's events. */
public enum PackageChange {
  Publish,
  Ingest,
  Retain,
  Copy,
  Status,
  Dispose,
  Delete,
  Metadata,
  Tag,
  Origin,
  Quarantine,
  Accept,
  Discard
}

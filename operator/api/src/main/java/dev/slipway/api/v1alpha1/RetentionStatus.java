package dev.slipway.api.v1alpha1;

/** Statuses of package versions that a retention rule may delete. */
public enum RetentionStatus {
  Unfinished,
  Published,
  Unlisted,
  Archived
}

package dev.slipway.packages.s3;

/** What must be true of an object when it is written. Source: S3 user guide, conditional writes. */
public sealed interface Condition {

  /** Whatever is there is replaced. */
  record None() implements Condition {}

  /** Nothing is there. */
  record Absent() implements Condition {}

  /** What is there has this entity tag. */
  record Same(String etag) implements Condition {}
}

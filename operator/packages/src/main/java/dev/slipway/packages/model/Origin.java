package dev.slipway.packages.model;

/**
 * Where a version came into the domain.
 *
 * @param entryPoint the repository that it was published to, or that stands for the external one
 */
public record Origin(Type type, String entryPoint) {

  /** INTERNAL was published here; EXTERNAL came from an external repository. */
  public enum Type {
    INTERNAL,
    EXTERNAL
  }
}

package dev.slipway.packages.model.policy;

/** Which versions of a package end a weakness that is known. Equal when they say the same. */
public interface Fixes {

  /** Nothing is known. */
  Fixes NONE = _ -> false;

  /** Whether an advisory names exactly this version as the one that is right again. */
  boolean has(String version);
}

package dev.slipway.core.deploy;

/** The two sets of pods of a group; which of them serves changes with each deployment. */
public enum Colour {
  a,
  b;

  public Colour other() {
    return this == a ? b : a;
  }
}

package dev.slipway.api.v1alpha1;

/** Names that every Slipway resource shares. */
public final class Slipway {
  public static final String GROUP = "slipway.dev";
  public static final String VERSION = "v1alpha1";
  public static final String API_VERSION = GROUP + "/" + VERSION;
  public static final String CATEGORY = "slipway";

  private Slipway() {}
}

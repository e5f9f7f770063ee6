package dev.slipway.core.build.spec;

/** A buildspec that cannot be used: what is wrong, where, and how to mend it. */
public final class BuildspecException extends Exception {

  private static final long serialVersionUID = 1L;

  /** AWS's status code for every such error. */
  public static final String CODE = "YAML_FILE_ERROR";

  public BuildspecException(String message) {
    super(message);
  }

  public BuildspecException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.slipway.runner;

/** A phase that failed for a reason with a status code of AWS's. */
final class BuildFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final String code;

  BuildFailure(String code, String message) {
    super(message);
    this.code = code;
  }

  BuildFailure(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  String code() {
    return code;
  }
}

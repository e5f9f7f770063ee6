package dev.slipway.controller.git;

/** Why a repository could not be read: the message says what is wrong and how to mend it. */
public final class GitFailure extends Exception {

  private static final long serialVersionUID = 1L;

  public GitFailure(String message) {
    super(message);
  }

  public GitFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

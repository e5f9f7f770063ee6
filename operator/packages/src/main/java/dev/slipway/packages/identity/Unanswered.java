package dev.slipway.packages.identity;

/** Nobody can say now who asks, or whether they may: the API server does not answer. */
public final class Unanswered extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Seconds after which it may answer again. */
  public static final String RETRY_AFTER = "5";

  public Unanswered(String message) {
    super(message);
  }
}

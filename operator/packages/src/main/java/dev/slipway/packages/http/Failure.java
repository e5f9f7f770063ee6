package dev.slipway.packages.http;

import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.s3.S3Exception;
import dev.slipway.packages.store.LostBlobException;
import dev.slipway.packages.store.TooLargeException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/**
 * What a request is answered that failed on its way.
 *
 * @param message for the person at the client
 */
public record Failure(int status, String message) {

  private static final int BAD_REQUEST = 400;
  private static final int CONTENT_TOO_LARGE = 413;
  private static final int REQUEST_TIMEOUT = 408;
  static final int SERVER_ERROR = 500;
  private static final int UNAVAILABLE = 503;
  private static final int INSUFFICIENT_STORAGE = 507;

  /** Judges by what went wrong and by all that caused it. */
  public static Failure of(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      var text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (text.contains("no space left on device") || text.contains("disk quota exceeded")) {
        return new Failure(
            INSUFFICIENT_STORAGE,
            "the store is full and has taken nothing; make its volume larger, or delete versions");
      }
      if (cause instanceof S3Exception) {
        return new Failure(
            UNAVAILABLE, "the store does not do this now; try again, the server's log says more");
      }
      if (text.contains("read-only file system")) {
        return new Failure(
            UNAVAILABLE, "the store can only be read at the moment and has taken nothing");
      }
      if (cause instanceof TooLargeException) {
        return new Failure(CONTENT_TOO_LARGE, cause.getMessage());
      }
      if (cause instanceof LostBlobException) {
        return new Failure(SERVER_ERROR, cause.getMessage());
      }
      if (cause instanceof PackageName.Unusable) {
        return new Failure(BAD_REQUEST, cause.getMessage());
      }
      if (cause instanceof TimeoutException) {
        return new Failure(REQUEST_TIMEOUT, "the rest of the request did not come in time");
      }
    }
    return new Failure(SERVER_ERROR, "this failed in the server, whose log says more");
  }
}

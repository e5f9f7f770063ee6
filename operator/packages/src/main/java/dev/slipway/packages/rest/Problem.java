package dev.slipway.packages.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Why a call is not answered as it was meant. Source: RFC 9457; the codes are those of the
 * CodeArtifact API reference, common errors.
 */
final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  static final String TYPE = "application/problem+json";

  private static final Map<Integer, String> CODES =
      Map.of(
          400, "ValidationException",
          401, "UnrecognizedClientException",
          403, "AccessDeniedException",
          404, "ResourceNotFoundException",
          405, "ValidationException",
          409, "ConflictException",
          410, "ResourceNotFoundException",
          413, "ValidationException",
          507, "ServiceQuotaExceededException");

  private final int status;
  private final transient ObjectNode more;

  /** A problem with a sentence that says what is wrong and how to mend it. */
  Problem(int status, String detail) {
    this(status, detail, null);
  }

  /**
   * A problem with further fields.
   *
   * @param more null for none
   */
  Problem(int status, String detail, ObjectNode more) {
    super(detail);
    this.status = status;
    this.more = more;
  }

  static Problem invalid(String detail) {
    return new Problem(400, detail);
  }

  static Problem absent(String what) {
    return new Problem(404, "there is no " + what);
  }

  static Problem nothing() {
    return absent("call at this path");
  }

  /** The code that AWS has for a status. */
  static String code(int status) {
    return CODES.getOrDefault(status, "InternalServerException");
  }

  int status() {
    return status;
  }

  void write(ObjectNode document) {
    document.put("type", "about:blank");
    document.put("title", HttpStatus.getMessage(status));
    document.put("status", status);
    document.put("detail", getMessage());
    document.put("code", code(status));
    if (more != null) {
      document.setAll(more);
    }
  }
}

package dev.slipway.packages.s3;

import java.io.IOException;

/** An S3 store did not do what it was asked, or could not be asked. Source: S3 error responses. */
public final class S3Exception extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /** The store does not come to an end with something. */
  public S3Exception(String message) {
    super(message);
    status = 0;
    code = "";
  }

  /** The store cannot be reached, or broke off. */
  S3Exception(String request, IOException cause) {
    super(
        request
            + ": the store cannot be reached: "
            + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
        cause);
    status = 0;
    code = "";
  }

  /**
   * The store's answer.
   *
   * @param code the store's word for it; empty when it gave none
   */
  S3Exception(String request, int status, String code, String message) {
    super(
        request
            + ": the store answers "
            + status
            + (code.isEmpty() ? "" : " " + code)
            + (message.isEmpty() ? "" : " (" + message + ")")
            + cure(code, status));
    this.status = status;
    this.code = code;
  }

  /** The status of the answer; 0 when there was none. */
  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  private static String cure(String code, int status) {
    return switch (code) {
      case "NoSuchBucket" -> "; create the bucket, or correct its name";
      case "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "InvalidToken",
          "ExpiredToken",
          "XAdminUserNotFound" ->
          "; correct the access key in the Secret";
      case "AccessDenied" ->
          "; give this access key s3:ListBucket, s3:GetObject, s3:PutObject, s3:DeleteObject and"
              + " s3:AbortMultipartUpload on the bucket";
      case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraint" ->
          "; correct the region and the endpoint";
      case "RequestTimeTooSkewed" -> "; set this node's clock";
      case "QuotaExceeded", "XMinioStorageFull", "InsufficientStorage" ->
          "; give the store more room";
      default ->
          status == 403
              ? "; correct the access key and its rights"
              : status == 503 || status == 429 ? "; the store is asked too much: try later" : "";
    };
  }
}

package dev.slipway.packages.s3;

/**
 * Who asks an S3 store.
 *
 * @param sessionToken of credentials that end; empty for those that last
 */
public record Credentials(String accessKeyId, String secretAccessKey, String sessionToken) {

  /** Names no secret. */
  @Override
  public String toString() {
    return "Credentials[" + accessKeyId + "]";
  }
}

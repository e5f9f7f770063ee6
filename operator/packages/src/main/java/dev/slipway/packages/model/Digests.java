package dev.slipway.packages.model;

/**
 * Digests of the same bytes, as lower-case hexadecimal digits.
 *
 * @param size bytes
 */
public record Digests(long size, String sha256, String sha1, String md5, String sha512) {

  /** The name of the blob: {@code sha256:HEX}. */
  public String digest() {
    return "sha256:" + sha256;
  }
}

package dev.slipway.packages;

import dev.slipway.packages.s3.Bucket;
import dev.slipway.packages.s3.Credentials;
import dev.slipway.packages.store.Store;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the store is: a bucket where SLIPWAY_STORE_S3_BUCKET is set, with
 * SLIPWAY_STORE_S3_ENDPOINT, SLIPWAY_STORE_S3_PREFIX, SLIPWAY_STORE_S3_REGION (us-east-1),
 * SLIPWAY_STORE_S3_ACCESS_KEY_ID, SLIPWAY_STORE_S3_SECRET_ACCESS_KEY,
 * SLIPWAY_STORE_S3_SESSION_TOKEN and SLIPWAY_STORE_S3_CACHE_BYTES (10 GiB); else a volume.
 * SLIPWAY_STORE_DIR (/data) is the volume, or the folder for copies of what the bucket has.
 */
final class StoreSettings {

  private static final String S3 = "SLIPWAY_STORE_S3_";
  private static final long CACHE_BYTES = 10L << 30;

  private StoreSettings() {}

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException with the variable that is missing or wrong
   */
  static Store of(Map<String, String> environment) {
    var folder = Path.of(environment.getOrDefault("SLIPWAY_STORE_DIR", "/data"));
    if (environment.getOrDefault(S3 + "BUCKET", "").isEmpty()) {
      return new Store.Volume(folder);
    }
    var credentials =
        new Credentials(
            needed(environment, "ACCESS_KEY_ID"),
            needed(environment, "SECRET_ACCESS_KEY"),
            environment.getOrDefault(S3 + "SESSION_TOKEN", ""));
    var bucket =
        new Bucket(
            endpoint(needed(environment, "ENDPOINT")),
            environment.getOrDefault(S3 + "REGION", "us-east-1"),
            needed(environment, "BUCKET"),
            credentials);
    var prefix = environment.getOrDefault(S3 + "PREFIX", "").replaceAll("^/+|/+$", "");
    return new Store.S3(
        bucket,
        prefix.isEmpty() ? "" : prefix + "/",
        folder,
        bytes(environment.getOrDefault(S3 + "CACHE_BYTES", Long.toString(CACHE_BYTES))));
  }

  private static String needed(Map<String, String> environment, String name) {
    var value = environment.getOrDefault(S3 + name, "").strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(S3 + name + " is not set; a bucket needs it");
    }
    return value;
  }

  private static URI endpoint(String text) {
    if (!text.matches("https?://[^/\\s?#@]+/?")) {
      throw new IllegalArgumentException(
          S3 + "ENDPOINT is '" + text + "'; write scheme, host and port: https://s3.example.com");
    }
    return URI.create(text.replaceAll("/$", ""));
  }

  private static long bytes(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          S3 + "CACHE_BYTES is '" + text + "'; write a number of bytes", e);
    }
  }
}

package dev.slipway.packages.store.s3;

import dev.slipway.packages.s3.Bucket;
import dev.slipway.packages.s3.Credentials;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.store.Store;
import dev.slipway.testkit.s3.S3Servers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;

/** The bucket of a test's S3 server. */
public final class Buckets {

  private static final long CACHE = 64 << 20;

  private Buckets() {}

  public static Bucket of(URI endpoint) {
    return new Bucket(
        endpoint,
        S3Servers.REGION,
        S3Servers.BUCKET,
        new Credentials(S3Servers.ACCESS_KEY, S3Servers.SECRET_KEY, ""));
  }

  public static S3Client client(URI endpoint) {
    return new S3Client(of(endpoint), Clock.systemUTC());
  }

  /** A store whose keys begin so, with copies in a folder. */
  public static Store.S3 store(URI endpoint, String prefix, Path cache) {
    return new Store.S3(of(endpoint), prefix, cache, CACHE);
  }
}

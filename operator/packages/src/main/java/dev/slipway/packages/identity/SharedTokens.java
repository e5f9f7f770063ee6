package dev.slipway.packages.identity;

import dev.slipway.packages.s3.Bucket;
import dev.slipway.packages.s3.Retry;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.store.s3.SharedObject;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What replicas must agree on about tokens of their own: the keys, and which tokens are void. Each
 * reads both again every {@link #EACH} until it is closed.
 */
final class SharedTokens implements AutoCloseable {

  /** What one replica writes, all others know after that and the time of a request. */
  static final Duration EACH = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(SharedTokens.class);

  private final SharedKeys keys;
  private final SharedRevocations revoked;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("tokens").daemon().factory());

  private SharedTokens(SharedKeys keys, SharedRevocations revoked) {
    this.keys = keys;
    this.revoked = revoked;
  }

  /**
   * Opens them.
   *
   * @param prefix what all keys begin with, empty or with a slash at the end
   */
  static SharedTokens open(S3Client client, Bucket bucket, String prefix, InstantSource clock)
      throws IOException {
    try {
      var sealing =
          SealedKey.sealing(bucket.credentials().secretAccessKey(), bucket.name() + "/" + prefix);
      var hasty = client.with(new Retry(4, Duration.ofSeconds(3)));
      var tokens =
          new SharedTokens(
              new SharedKeys(
                  new SharedObject(hasty, prefix + "identity/keys.json"), sealing, clock),
              new SharedRevocations(new SharedObject(hasty, prefix + "identity/revoked"), clock));
      tokens.repeat();
      return tokens;
    } catch (GeneralSecurityException e) {
      throw new IOException("the token keys cannot be opened: " + e.getMessage(), e);
    }
  }

  SharedKeys keys() {
    return keys;
  }

  SharedRevocations revoked() {
    return revoked;
  }

  private void repeat() {
    var _ =
        thread.scheduleWithFixedDelay(
            this::refresh, EACH.toMillis(), EACH.toMillis(), TimeUnit.MILLISECONDS);
  }

  void refresh() {
    try {
      revoked.refresh();
      keys.refresh();
    } catch (IOException | RuntimeException e) {
      if (!thread.isShutdown()) {
        LOG.warn("the token keys in the bucket cannot be read: {}", e.getMessage());
      }
    }
  }

  /** Reads nothing any more. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}

package dev.slipway.packages.store.s3;

import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.Retry;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Client.Read;
import dev.slipway.packages.s3.S3Client.Write;
import dev.slipway.packages.s3.S3Exception;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A small object that replicas change by turns: each change is written over what it was made of, or
 * made again. Thread-safe.
 */
public final class SharedObject {

  private static final int ATTEMPTS = 20;
  private static final byte[] NONE = {};

  /** Decides what becomes of the bytes; called again when somebody else was faster. */
  public interface Change {
    /**
     * Says what is to be there.
     *
     * @param old empty when there is no object
     * @return equal bytes when nothing is to be written
     */
    byte[] apply(byte[] old) throws IOException;
  }

  private final S3Client client;
  private final String key;
  private byte[] bytes = NONE;
  private String etag;

  /** The object of this key, which need not be there. */
  public SharedObject(S3Client client, String key) {
    this.client = client;
    this.key = key;
  }

  /** Its bytes as they are now; empty when there is no object. */
  public synchronized byte[] read() throws IOException {
    if (etag == null) {
      var found = client.get(key);
      remember(
          found.map(S3Client.Fetched::bytes).orElse(NONE),
          found.map(S3Client.Fetched::etag).orElse(null));
    } else {
      switch (client.getIfChanged(key, etag)) {
        case Read.Changed(var now, var tag) -> remember(now, tag);
        case Read.Unchanged _ -> {}
        case Read.Gone _ -> remember(NONE, null);
      }
    }
    return bytes.clone();
  }

  private void remember(byte[] now, String tag) {
    bytes = now;
    etag = tag;
  }

  /**
   * Changes it. A change whose answer was lost on its way is made again, so it must find itself
   * done.
   *
   * @return the bytes as they are now
   */
  public synchronized byte[] change(Change change) throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      var old = read();
      var next = change.apply(old.clone());
      if (Arrays.equals(old, next) || replace(next)) {
        return next;
      }
      LockSupport.parkNanos(
          Retry.pause(attempt, ThreadLocalRandom.current().nextDouble()).toNanos());
    }
    throw new S3Exception(key + ": too many change it at once; try again");
  }

  /**
   * Writes these bytes over those that were read or written last.
   *
   * @return false when somebody else has changed them since, or perhaps this one itself
   */
  public synchronized boolean replace(byte[] next) throws IOException {
    Condition condition = etag == null ? new Condition.Absent() : new Condition.Same(etag);
    if (client.put(key, next, condition) instanceof Write.Done(var tag)) {
      remember(next.clone(), tag);
      return true;
    }
    return false;
  }

  /** What was read or written last; empty when there was no object. */
  public synchronized Optional<byte[]> known() {
    return etag == null ? Optional.empty() : Optional.of(bytes.clone());
  }
}

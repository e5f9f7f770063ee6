package dev.slipway.packages.store.s3;

import dev.slipway.packages.s3.S3Client;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Brings objects into files in parts, some of them at a time, so that a part that breaks off is all
 * that is asked again. Thread-safe.
 */
final class Download {

  /** Bytes of a part. */
  static final int PART = 4 << 20;

  private static final int PARTS_AT_ONCE = 4;

  private final S3Client client;
  private final Semaphore parts = new Semaphore(PARTS_AT_ONCE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Download(S3Client client) {
    this.client = client;
  }

  /**
   * Writes an object into a new file.
   *
   * @return whether there is one
   */
  boolean into(Path file, String key) throws IOException {
    var first = part(key, 0);
    if (first == null) {
      return false;
    }
    try (var out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      write(out, first.bytes(), 0);
      var rest = new ArrayList<Future<Void>>();
      for (long from = first.bytes().length; from < first.whole(); from += PART) {
        long at = from;
        rest.add(
            threads.submit(
                () -> {
                  var part = part(key, at);
                  if (part == null) {
                    throw new IOException(key + " was removed while it was read");
                  }
                  write(out, part.bytes(), at);
                  return null;
                }));
      }
      await(rest);
    }
    return true;
  }

  private S3Client.Fetched part(String key, long from) throws IOException {
    try {
      parts.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + key + " was read");
    }
    try {
      return client.get(key, from, PART).orElse(null);
    } finally {
      parts.release();
    }
  }

  private static void write(FileChannel out, byte[] bytes, long at) throws IOException {
    var left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      out.write(left, at + left.position());
    }
  }

  private static void await(Iterable<Future<Void>> parts) throws IOException {
    IOException failure = null;
    for (var part : parts) {
      try {
        part.get();
      } catch (ExecutionException e) {
        failure = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
      } catch (InterruptedException e) {
        parts.forEach(p -> p.cancel(true));
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while an object was read");
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}

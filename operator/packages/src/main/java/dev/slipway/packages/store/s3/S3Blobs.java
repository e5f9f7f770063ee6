package dev.slipway.packages.store.s3;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.Retry;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Client.Write;
import dev.slipway.packages.s3.S3Exception;
import dev.slipway.packages.store.Aside;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Blobs in a bucket: {@code blobs/sha256/ab/HEX}, with copies on a local disk. One is kept when the
 * bucket has it. Thread-safe.
 */
public final class S3Blobs implements BlobStore {

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  static final String ALL = "blobs/sha256/";
  private static final int PREFIX = "sha256:".length();
  private static final int ATTEMPTS = 5;

  /**
   * An object that is older is written again by {@link #keep}, in another form: it has another
   * entity tag then, and who wanted to remove it as it was is refused.
   */
  static final Duration RENEWED = Duration.ofHours(1);

  private final S3Client client;
  private final String prefix;
  private final InstantSource clock;
  private final Aside aside;
  private final BlobCache cache;
  private final Download download;
  private final ConcurrentMap<String, CompletableFuture<Optional<Path>>> running =
      new ConcurrentHashMap<>();

  /**
   * The blobs of a bucket.
   *
   * @param prefix what all keys begin with, empty or with a slash at the end
   * @param folder for copies and for what is on its way
   * @param most bytes of copies
   */
  public S3Blobs(S3Client client, String prefix, Path folder, long most, InstantSource clock)
      throws IOException {
    this.client = client;
    this.prefix = prefix + ALL;
    this.clock = clock;
    aside = Aside.open(folder.resolve("tmp"));
    cache = new BlobCache(folder.resolve("blobs"), most, clock);
    download = new Download(client);
  }

  @Override
  public Path waiting() {
    return aside.folder();
  }

  @Override
  public Path aside() {
    return aside.file();
  }

  private String key(String hex) {
    return key(prefix, hex);
  }

  /** The key of a blob below that of all. */
  static String key(String all, String hex) {
    return all + hex.substring(0, 2) + "/" + hex;
  }

  @Override
  public void keep(Path file, Digests digests) throws IOException {
    write(file, digests.sha256(), digests.size());
    cache.take(file, digests.sha256(), digests.size());
  }

  private void write(Path file, String hex, long size) throws IOException {
    var form = Form.first(size);
    Condition condition = new Condition.Absent();
    for (int attempt = 1; ; attempt++) {
      S3Exception failure = null;
      try {
        if (form.write(client, key(hex), file, size, hex, condition) instanceof Write.Done) {
          return;
        }
      } catch (S3Exception e) {
        failure = e;
      }
      var there = look(hex, size);
      if (there.isPresent()) {
        if (there.get().whole() == size && young(there.get())) {
          return;
        }
        condition = new Condition.None();
        form = Form.other(size, there.get().etag());
      } else if (failure != null) {
        throw failure;
      }
      if (attempt == ATTEMPTS) {
        throw failure != null
            ? failure
            : new S3Exception(key(hex) + ": the store refuses to write it; try again");
      }
      LockSupport.parkNanos(
          Retry.pause(attempt, ThreadLocalRandom.current().nextDouble()).toNanos());
    }
  }

  private boolean young(S3Client.Fetched object) {
    return object.lastModified().isAfter(clock.instant().minus(RENEWED));
  }

  /** What is there, without its bytes. */
  private Optional<S3Client.Fetched> look(String hex, long size) throws IOException {
    return size == 0 ? client.get(key(hex)) : client.get(key(hex), 0, 1);
  }

  /** Copies count for nothing here: others do not have them. */
  @Override
  public boolean hold(String digest) throws IOException {
    if (!DIGEST.matcher(digest).matches()) {
      return false;
    }
    var hex = digest.substring(PREFIX);
    var there = look(hex, 1);
    if (there.isEmpty() || young(there.get())) {
      return there.isPresent();
    }
    var file = find(digest);
    if (file.isEmpty()) {
      return false;
    }
    write(file.get(), hex, there.get().whole());
    return true;
  }

  @Override
  public Optional<Path> find(String digest) throws IOException {
    if (!DIGEST.matcher(digest).matches()) {
      return Optional.empty();
    }
    var hex = digest.substring(PREFIX);
    var copy = cache.find(hex);
    if (copy.isPresent()) {
      return copy;
    }
    var mine = new CompletableFuture<Optional<Path>>();
    var other = running.putIfAbsent(hex, mine);
    return other == null ? fetch(hex, mine) : joined(other);
  }

  private static Optional<Path> joined(CompletableFuture<Optional<Path>> other) throws IOException {
    try {
      return other.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a blob was fetched");
    }
  }

  private Optional<Path> fetch(String hex, CompletableFuture<Optional<Path>> mine)
      throws IOException {
    var file = aside();
    try {
      // Another may have brought it between the look and the turn.
      var found = cache.find(hex);
      if (found.isEmpty() && download.into(file, key(hex))) {
        var digests = Hashing.of(file);
        if (!digests.sha256().equals(hex)) {
          throw new IOException(
              key(hex)
                  + " is damaged: its bytes have the digest "
                  + digests.sha256()
                  + "; remove the object and publish it again");
        }
        found = Optional.of(cache.take(file, hex, digests.size()));
      }
      mine.complete(found);
      return found;
    } catch (IOException | RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      running.remove(hex, mine);
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void each(Each each) throws IOException {
    list(prefix, each);
  }

  /** The store is asked for those alone. */
  @Override
  public void each(String digits, Each each) throws IOException {
    if (digits.length() < 2) {
      BlobStore.super.each(digits, each);
    } else {
      list(prefix + digits.substring(0, 2) + "/" + digits, each);
    }
  }

  private void list(String keys, Each each) throws IOException {
    client.list(
        keys,
        object -> {
          var digest = "sha256:" + object.key().substring(object.key().lastIndexOf('/') + 1);
          if (DIGEST.matcher(digest).matches()) {
            each.visit(new Blob(digest, object.size(), object.lastModified()));
          }
        });
  }

  /** Copies that other replicas have stay there until they are not used any more. */
  @Override
  public boolean remove(String digest) throws IOException {
    if (!DIGEST.matcher(digest).matches()) {
      return false;
    }
    var hex = digest.substring(PREFIX);
    var there = client.get(key(hex), 0, 1).isPresent();
    if (there) {
      client.delete(key(hex));
    }
    cache.remove(hex);
    return there;
  }

  /**
   * Removes the object that is there now, unless it is younger than it was seen: whoever keeps it
   * again between the look and the removal gives it another entity tag. One without bytes stays,
   * for it has one form only.
   */
  @Override
  public boolean removeSeen(Blob blob) throws IOException {
    var hex = blob.digest().substring(PREFIX);
    var there = blob.size() == 0 ? Optional.<S3Client.Fetched>empty() : look(hex, blob.size());
    if (there.isEmpty() || there.get().lastModified().isAfter(blob.keptAt())) {
      return false;
    }
    boolean gone = client.delete(key(hex), new Condition.Same(there.get().etag()));
    if (gone) {
      cache.remove(hex);
    }
    return gone;
  }
}

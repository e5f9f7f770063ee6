package dev.slipway.packages.upkeep;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Limited;
import dev.slipway.packages.store.TooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** A store that takes no file beyond the limit and notes which of its blobs are used. */
final class WatchedBlobs implements BlobStore {

  private final BlobStore store;
  private final UseTimes uses;
  private final Limits limits;
  private final LongAdder added = new LongAdder();

  WatchedBlobs(BlobStore store, UseTimes uses, Limits limits) {
    this.store = store;
    this.uses = uses;
    this.limits = limits;
  }

  /** Bytes that were kept since this was made; what was there already counts, too. */
  long added() {
    return added.sum();
  }

  @Override
  public Path waiting() {
    return store.waiting();
  }

  @Override
  public Path aside() {
    return store.aside();
  }

  /** The use is noted first: from then on nobody removes the blob. */
  @Override
  public void keep(Path file, Digests digests) throws IOException {
    uses.used(digests.digest());
    store.keep(file, digests);
    added.add(digests.size());
  }

  @Override
  public void keepForNow(Path file, Digests digests) throws IOException {
    uses.used(digests.digest());
    store.keepForNow(file, digests);
    added.add(digests.size());
  }

  @Override
  public Optional<Path> find(String digest) throws IOException {
    uses.used(digest);
    return store.find(digest);
  }

  @Override
  public boolean has(String digest) throws IOException {
    uses.used(digest);
    return store.has(digest);
  }

  @Override
  public Optional<ByteBuffer> small(Digests digests) throws IOException {
    uses.used(digests.digest());
    return store.small(digests);
  }

  @Override
  public void each(Each each) throws IOException {
    store.each(each);
  }

  @Override
  public void each(String prefix, Each each) throws IOException {
    store.each(prefix, each);
  }

  @Override
  public boolean remove(String digest) throws IOException {
    return store.remove(digest);
  }

  @Override
  public boolean hold(String digest) throws IOException {
    uses.used(digest);
    return store.hold(digest);
  }

  /** Removes a blob unless somebody has used it since, or kept it again since it was seen. */
  boolean removeUnused(Blob blob, Instant since) throws IOException {
    return uses.ifUnused(blob.digest(), since, () -> store.removeSeen(blob));
  }

  @Override
  public Digests put(InputStream in) throws IOException {
    return BlobStore.super.put(new Measured(in));
  }

  /** Ends where the largest file does. */
  private final class Measured extends Limited {
    Measured(InputStream in) {
      super(in, limits.largestAsset());
    }

    @Override
    protected TooLargeException tooLong() {
      return new TooLargeException(
          "the file has more than " + limits.largestAsset() + " bytes, the most of a file here");
    }
  }
}

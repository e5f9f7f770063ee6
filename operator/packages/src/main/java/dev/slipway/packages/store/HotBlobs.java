package dev.slipway.packages.store;

import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.thread.ConnectionThread;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store whose small blobs stay at hand while they are read: their files are mapped, so that their
 * bytes take the disk's cache and not the heap, and go to the network as they are. Thread-safe.
 */
public final class HotBlobs implements BlobStore {

  private static final long LARGEST = 256 << 10;
  private static final long ALL = 16 << 20;

  /** The last page of a file is mapped as a whole. */
  private static final long PAGE = 4096;

  /**
   * Files that are mapped at once. One is until the collector finds that nobody has it any more,
   * which takes its time, and Linux allows a process 65,530 of them.
   */
  private static final int MAPS = 8192;

  private static final Cleaner FREED = Cleaner.create();

  private final BlobStore blobs;
  private final Remembered<ByteBuffer> hot = new Remembered<>(ALL, b -> PAGE + b.capacity());

  private final int mostMaps;
  private final AtomicInteger maps = new AtomicInteger();

  public HotBlobs(BlobStore blobs) {
    this(blobs, MAPS);
  }

  /**
   * @param mostMaps files that are mapped at once; others are read into the heap
   */
  HotBlobs(BlobStore blobs, int mostMaps) {
    this.blobs = blobs;
    this.mostMaps = mostMaps;
  }

  @Override
  public Optional<ByteBuffer> small(Digests digests) throws IOException {
    if (digests.size() > LARGEST) {
      return Optional.empty();
    }
    var known = hot.get(digests.digest());
    if (known.isPresent()) {
      return known;
    }
    var file = find(digests.digest());
    if (file.isEmpty()) {
      return Optional.empty();
    }
    var bytes = read(file.get());
    hot.put(digests.digest(), bytes);
    return Optional.of(bytes);
  }

  private ByteBuffer read(Path file) throws IOException {
    if (maps.incrementAndGet() > mostMaps) {
      maps.decrementAndGet();
      return ByteBuffer.wrap(Files.readAllBytes(file));
    }
    try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
      var bytes = in.map(FileChannel.MapMode.READ_ONLY, 0, in.size());
      FREED.register(bytes, maps::decrementAndGet);
      return bytes;
    } catch (IOException e) {
      maps.decrementAndGet();
      throw e;
    }
  }

  @Override
  public boolean has(String digest) throws IOException {
    return hot.get(digest).isPresent() || find(digest).isPresent();
  }

  @Override
  public Optional<Path> find(String digest) throws IOException {
    ConnectionThread.mayWait();
    return blobs.find(digest);
  }

  @Override
  public boolean remove(String digest) throws IOException {
    hot.forget(digest);
    return blobs.remove(digest);
  }

  @Override
  public boolean removeSeen(Blob blob) throws IOException {
    hot.forget(blob.digest());
    return blobs.removeSeen(blob);
  }

  @Override
  public boolean hold(String digest) throws IOException {
    return blobs.hold(digest);
  }

  @Override
  public Path waiting() {
    return blobs.waiting();
  }

  @Override
  public Path aside() {
    return blobs.aside();
  }

  @Override
  public void keep(Path file, Digests digests) throws IOException {
    blobs.keep(file, digests);
  }

  @Override
  public void keepForNow(Path file, Digests digests) throws IOException {
    blobs.keepForNow(file, digests);
  }

  @Override
  public void each(Each each) throws IOException {
    blobs.each(each);
  }

  @Override
  public void each(String prefix, Each each) throws IOException {
    blobs.each(prefix, each);
  }
}

package dev.slipway.packages.store.s3;

import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of blobs on a disk that may be lost: those used last, up to so many bytes. What somebody
 * asked for within the last minute stays, even when it is more than that. What an earlier process
 * left is used again, once its bytes have been checked. Thread-safe.
 */
final class BlobCache {

  private static final Logger LOG = LoggerFactory.getLogger(BlobCache.class);
  private static final Duration IN_USE = Duration.ofMinutes(1);

  private record Copy(long size, Instant usedAt, boolean checked) {
    Copy used(Instant now) {
      return new Copy(size, now, true);
    }
  }

  private final Path folder;
  private final long most;
  private final InstantSource clock;
  private final Map<String, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);
  private final ReentrantLock lock = new ReentrantLock();
  private long sum;

  /**
   * The copies in a folder.
   *
   * @param most bytes
   */
  BlobCache(Path folder, long most, InstantSource clock) throws IOException {
    this.folder = folder;
    this.most = most;
    this.clock = clock;
    Files.createDirectories(folder);
    record Left(String hex, long size, Instant at) {}
    try (var files = Files.walk(folder)) {
      var left = new ArrayList<Left>();
      for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        var is = Files.readAttributes(file, BasicFileAttributes.class);
        left.add(
            new Left(file.getFileName().toString(), is.size(), is.lastModifiedTime().toInstant()));
      }
      left.sort(Comparator.comparing(Left::at));
      for (var each : left) {
        copies.put(each.hex(), new Copy(each.size(), Instant.EPOCH, false));
        sum += each.size();
      }
    }
    evict();
  }

  private Path file(String hex) {
    return folder.resolve(hex.substring(0, 2)).resolve(hex);
  }

  Optional<Path> find(String hex) throws IOException {
    var copy = use(hex);
    if (copy == null) {
      return Optional.empty();
    }
    var file = file(hex);
    if (!copy.checked() && !Hashing.of(file).sha256().equals(hex)) {
      LOG.warn("the copy {} is damaged and is fetched again", file);
      remove(hex);
      return Optional.empty();
    }
    return Optional.of(file);
  }

  /** The copy as it was before this use; null when there is none. */
  private Copy use(String hex) {
    lock.lock();
    try {
      var copy = copies.get(hex);
      if (copy != null && !Files.isRegularFile(file(hex))) {
        copies.remove(hex);
        sum -= copy.size();
        return null;
      }
      if (copy != null) {
        copies.put(hex, copy.used(clock.instant()));
      }
      return copy;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a file, which is gone afterwards, as a copy. */
  Path take(Path file, String hex, long size) throws IOException {
    var target = file(hex);
    lock.lock();
    try {
      Files.createDirectories(target.getParent());
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      var old = copies.put(hex, new Copy(size, clock.instant(), true));
      sum += size - (old == null ? 0 : old.size());
      evict();
      return target;
    } finally {
      lock.unlock();
    }
  }

  void remove(String hex) throws IOException {
    lock.lock();
    try {
      var copy = copies.remove(hex);
      if (copy != null) {
        sum -= copy.size();
      }
      Files.deleteIfExists(file(hex));
    } finally {
      lock.unlock();
    }
  }

  private void evict() throws IOException {
    var unused = clock.instant().minus(IN_USE);
    var eldest = copies.entrySet().iterator();
    while (sum > most && eldest.hasNext()) {
      var next = eldest.next();
      if (next.getValue().usedAt().isAfter(unused)) {
        return;
      }
      Files.deleteIfExists(file(next.getKey()));
      sum -= next.getValue().size();
      eldest.remove();
    }
  }
}

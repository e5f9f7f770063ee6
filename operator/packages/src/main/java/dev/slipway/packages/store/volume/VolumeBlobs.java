package dev.slipway.packages.store.volume;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.Aside;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/**
 * Blobs on a volume: {@code blobs/sha256/abc/HEX}. One is written aside, forced to disk and
 * renamed. Small ones that can be had again are forced a second later, many at once; after a start
 * those of them that may not have been are in doubt, and looked at before they are given to
 * anybody. Thread-safe.
 */
public final class VolumeBlobs implements BlobStore {

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int PREFIX = "sha256:".length();

  /** Of a digest, which are a folder: a thousand blobs and a million have folders of fit size. */
  private static final int DIGITS = 3;

  /** Files of so many bytes take longer to come than to be forced. */
  private static final long LARGE = 1 << 20;

  private final Path blobs;
  private final Aside aside;
  private final Optional<Disk> disk;
  private final ConcurrentMap<String, Boolean> doubted = new ConcurrentHashMap<>();

  /** Blobs each of which is forced by itself. */
  public VolumeBlobs(Path root) throws IOException {
    this(root, Optional.empty());
  }

  /**
   * Blobs of a folder.
   *
   * @param disk of the folder, when it can be forced as a whole
   */
  VolumeBlobs(Path root, Optional<Disk> disk) throws IOException {
    this.disk = disk;
    blobs = root.resolve("blobs").resolve("sha256");
    Files.createDirectories(blobs);
    aside = Aside.open(root.resolve("tmp"));
  }

  @Override
  public Path waiting() {
    return aside.folder();
  }

  @Override
  public Path aside() {
    return aside.file();
  }

  @Override
  public void keep(Path file, Digests digests) throws IOException {
    Disk.force(file);
    Disk.force(moved(file, digests.digest()).getParent());
  }

  @Override
  public void keepForNow(Path file, Digests digests) throws IOException {
    if (disk.isEmpty() || digests.size() >= LARGE) {
      keep(file, digests);
      return;
    }
    var there = find(digests.digest());
    if (there.isPresent()) {
      // What is on the disk for certain is not replaced by what is not.
      Files.setLastModifiedTime(there.get(), Files.getLastModifiedTime(file));
      Files.delete(file);
      return;
    }
    moved(file, digests.digest());
    disk.get().forceSoon();
  }

  private Path moved(Path file, String digest) throws IOException {
    var target = path(digest);
    // Whoever looks at the old file now ends before it is replaced, and cannot remove the new one.
    doubted.remove(digest);
    try {
      move(file, target);
    } catch (NoSuchFileException e) {
      Files.createDirectories(target.getParent());
      move(file, target);
    }
    return target;
  }

  private static void move(Path file, Path target) throws IOException {
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Looks at a blob before it is given to anybody: the machine may have stopped before it was on
   * the disk.
   */
  void doubt(Digests digests) {
    if (disk.isPresent() && digests.size() < LARGE) {
      doubted.put(digests.digest(), true);
    }
  }

  @Override
  public Optional<Path> find(String digest) throws IOException {
    if (!DIGEST.matcher(digest).matches()) {
      return Optional.empty();
    }
    var file = path(digest);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (doubted.containsKey(digest)) {
      removeDamaged(file, digest);
      return Optional.of(file).filter(Files::isRegularFile);
    }
    return Optional.of(file);
  }

  private void removeDamaged(Path file, String digest) throws IOException {
    try {
      doubted.computeIfPresent(
          digest,
          (_, _) -> {
            try {
              if (!Hashing.of(file).digest().equals(digest)) {
                Files.delete(file);
              }
              return null;
            } catch (NoSuchFileException e) {
              return null;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  /** What can be referred to is on the disk as well. */
  @Override
  public boolean hold(String digest) throws IOException {
    var file = find(digest);
    if (file.isPresent() && disk.isPresent()) {
      Disk.force(file.get());
      Disk.force(file.get().getParent());
    }
    return file.isPresent();
  }

  @Override
  public void each(Each each) throws IOException {
    walk(blobs, "", each);
  }

  /** Looks into one folder only when the prefix says so much. */
  @Override
  public void each(String prefix, Each each) throws IOException {
    if (prefix.length() < DIGITS) {
      BlobStore.super.each(prefix, each);
      return;
    }
    var folder = blobs.resolve(prefix.substring(0, DIGITS));
    if (Files.isDirectory(folder)) {
      walk(folder, prefix, each);
    }
  }

  private static void walk(Path folder, String prefix, Each each) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
            var name = file.getFileName().toString();
            if (name.startsWith(prefix)) {
              each.visit(new Blob("sha256:" + name, is.size(), is.lastModifiedTime().toInstant()));
            }
            return FileVisitResult.CONTINUE;
          }

          /** Somebody may have removed it since the folder was read. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  @Override
  public boolean remove(String digest) throws IOException {
    var file = find(digest);
    return file.isPresent() && Files.deleteIfExists(file.get());
  }

  private Path path(String digest) {
    var hex = digest.substring(PREFIX);
    return blobs.resolve(hex.substring(0, DIGITS)).resolve(hex);
  }
}

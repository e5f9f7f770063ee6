package dev.slipway.packages.store;

import dev.slipway.packages.model.Digests;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Blobs on a volume: {@code blobs/sha256/ab/cd/HEX}. One is written aside, forced to disk and
 * renamed. Thread-safe.
 */
public final class VolumeBlobs implements BlobStore {

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int PREFIX = "sha256:".length();
  private static final int DIGITS = 4;

  private final Path blobs;
  private final Aside aside;

  public VolumeBlobs(Path root) throws IOException {
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
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    var target = path(digests.digest());
    Files.createDirectories(target.getParent());
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  @Override
  public void keepForNow(Path file, Digests digests) throws IOException {
    var target = path(digests.digest());
    if (Files.isRegularFile(target)) {
      // What is on the disk for certain is not replaced by what is not.
      Files.setLastModifiedTime(target, Files.getLastModifiedTime(file));
      Files.delete(file);
      return;
    }
    Files.createDirectories(target.getParent());
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public Optional<Path> find(String digest) {
    if (!DIGEST.matcher(digest).matches()) {
      return Optional.empty();
    }
    return Optional.of(path(digest)).filter(Files::isRegularFile);
  }

  @Override
  public void each(Each each) throws IOException {
    walk(blobs, each);
  }

  /** Four digits are a folder, which alone is looked into. */
  @Override
  public void each(String prefix, Each each) throws IOException {
    if (prefix.length() != DIGITS) {
      BlobStore.super.each(prefix, each);
      return;
    }
    var folder = blobs.resolve(prefix.substring(0, 2)).resolve(prefix.substring(2));
    if (Files.isDirectory(folder)) {
      walk(folder, each);
    }
  }

  private static void walk(Path folder, Each each) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
            var kept = is.lastModifiedTime().toInstant();
            each.visit(new Blob("sha256:" + file.getFileName(), is.size(), kept));
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
    return blobs.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
  }
}

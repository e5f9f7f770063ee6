package dev.slipway.packages.quarantine;

import dev.slipway.packages.model.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.concurrent.locks.ReentrantLock;

/** Files of a folder. */
final class SuspectFiles implements SuspectBytes {

  private final ReentrantLock lock = new ReentrantLock();
  private final Path folder;

  SuspectFiles(Path folder) {
    this.folder = folder;
  }

  @Override
  public void take(Path file, Digests digests, byte[] facts) throws IOException {
    lock.lock();
    try {
      Files.createDirectories(folder);
      var target = folder.resolve(digests.sha256());
      Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
      Files.write(facts(target), facts);
      makeRoom();
    } finally {
      lock.unlock();
    }
  }

  private static Path facts(Path file) {
    return file.resolveSibling(file.getFileName() + FACTS);
  }

  @Override
  public void discard(String sha256) throws IOException {
    lock.lock();
    try {
      var file = folder.resolve(sha256);
      Files.deleteIfExists(file);
      Files.deleteIfExists(facts(file));
    } finally {
      lock.unlock();
    }
  }

  private record Kept(Path file, long size, FileTime at) {}

  private void makeRoom() throws IOException {
    long bytes = 0;
    int files = 0;
    try (var all = Files.list(folder)) {
      var newestFirst =
          all.filter(f -> !f.toString().endsWith(FACTS))
              .map(SuspectFiles::kept)
              .sorted(Comparator.comparing(Kept::at).reversed())
              .toList();
      for (var kept : newestFirst) {
        bytes += kept.size();
        files++;
        if (bytes > MOST_BYTES || files > MOST_FILES) {
          Files.deleteIfExists(kept.file());
          Files.deleteIfExists(facts(kept.file()));
        }
      }
    }
  }

  private static Kept kept(Path file) {
    var is = file.toFile();
    return new Kept(file, is.length(), FileTime.fromMillis(is.lastModified()));
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}

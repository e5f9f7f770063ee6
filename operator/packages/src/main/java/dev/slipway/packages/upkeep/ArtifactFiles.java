package dev.slipway.packages.upkeep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** An empty file {@code artifacts/ab/HEX} for each, whose time is when it was stored last. */
final class ArtifactFiles implements Artifacts {

  private static final int PREFIX = "sha256:".length();

  private final Path folder;
  private final InstantSource clock;
  private final ConcurrentMap<String, Boolean> busy = new ConcurrentHashMap<>();

  /** Artifacts of a store. */
  ArtifactFiles(Path store, InstantSource clock) {
    this.folder = store.resolve("artifacts");
    this.clock = clock;
  }

  @Override
  public boolean complete() {
    return Files.exists(folder.resolve("complete"));
  }

  @Override
  public void completed() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("complete"), "");
  }

  @Override
  public boolean holds(String digest) {
    return Artifacts.isDigest(digest) && Files.exists(file(digest));
  }

  @Override
  public void stored(String digest) throws IOException {
    var file = file(digest);
    var failure = new IOException[1];
    busy.compute(
        digest,
        (_, _) -> {
          try {
            mark(file);
          } catch (IOException e) {
            failure[0] = e;
          }
          return null;
        });
    if (failure[0] != null) {
      throw failure[0];
    }
  }

  private void mark(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // It is stored once more; only the time changes.
    }
    Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    try (var parent = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      parent.force(true);
    }
  }

  @Override
  public void forget(String digest, Instant seen) throws IOException {
    var failure = new IOException[1];
    busy.compute(
        digest,
        (_, _) -> {
          try {
            if (!Files.getLastModifiedTime(file(digest)).toInstant().isAfter(seen)) {
              Files.delete(file(digest));
            }
          } catch (IOException e) {
            failure[0] = e;
          }
          return null;
        });
    if (failure[0] != null && !(failure[0] instanceof NoSuchFileException)) {
      throw failure[0];
    }
  }

  @Override
  public void each(Each each) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var parts = Files.newDirectoryStream(folder, Files::isDirectory)) {
      for (var part : parts) {
        try (var files = Files.newDirectoryStream(part)) {
          for (var file : files) {
            try {
              var storedAt = Files.getLastModifiedTime(file).toInstant();
              each.visit("sha256:" + file.getFileName(), storedAt);
            } catch (NoSuchFileException e) {
              // It was forgotten since the folder was read.
            }
          }
        }
      }
    }
  }

  private Path file(String digest) {
    var hex = digest.substring(PREFIX);
    return folder.resolve(hex.substring(0, 2)).resolve(hex);
  }
}

package dev.slipway.packages.store.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.store.ManifestJson;
import dev.slipway.packages.store.ManifestJson.Written;
import dev.slipway.packages.store.ManifestPaths;
import dev.slipway.packages.store.WholeFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The files of manifests, see {@link ManifestPaths}. Thread-safe for different packages. */
final class ManifestFiles {

  /** Files that are forced to the disk at once; file systems do many in the time of one. */
  private static final int AT_ONCE = 16;

  /** Takes a package that has a file. */
  interface Visitor {
    void visit(PackageKey key) throws IOException;
  }

  private final ObjectMapper json = ManifestJson.mapper();
  private final Path root;
  private final ManifestPaths paths;
  private final Optional<Disk> disk;

  /**
   * Files in a folder.
   *
   * @param disk of the folder, when it can be forced as a whole
   */
  ManifestFiles(Path root, Optional<Disk> disk) throws IOException {
    this.root = root;
    this.disk = disk;
    paths = new ManifestPaths(root);
    Files.createDirectories(root);
  }

  /**
   * Visits each package, and removes what an earlier process did not write to its end.
   *
   * @return files that do not tell whose they are, because the machine stopped before they were on
   *     the disk
   */
  List<Path> each(Visitor visitor) throws IOException {
    var damaged = new ArrayList<Path>();
    try (var files = Files.find(root, Integer.MAX_VALUE, (_, is) -> is.isRegularFile())) {
      for (var file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(WholeFile.PART)) {
          Files.delete(file);
          continue;
        }
        var key = paths.key(file);
        if (key.isPresent()) {
          visitor.visit(key.get());
          continue;
        }
        try {
          visitor.visit(json.readValue(Files.readAllBytes(file), Written.class).key());
        } catch (JsonProcessingException e) {
          damaged.add(file);
        }
      }
    }
    return damaged;
  }

  /** The file of a package. */
  Path file(PackageKey key) {
    return paths.file(key);
  }

  /**
   * The bytes of a package's file.
   *
   * @throws java.nio.file.NoSuchFileException when it has none
   */
  byte[] read(PackageKey key) throws IOException {
    return Files.readAllBytes(paths.file(key));
  }

  /** Writes manifests, those that are empty away, and returns when all are on the disk. */
  void write(Map<PackageKey, Manifest> manifests) throws IOException {
    if (disk.isPresent()) {
      for (var manifest : manifests.entrySet()) {
        write(manifest.getKey(), manifest.getValue());
      }
      disk.get().force();
      return;
    }
    atOnce(manifests.entrySet().stream(), e -> write(e.getKey(), e.getValue()));
    atOnce(
        manifests.keySet().stream()
            .map(key -> paths.file(key).getParent())
            .distinct()
            .filter(Files::isDirectory),
        Disk::force);
  }

  private interface Task<T> {
    void run(T what) throws IOException;
  }

  private static <T> void atOnce(Stream<T> all, Task<T> task) throws IOException {
    var tasks =
        all.<Callable<Void>>map(
                what ->
                    () -> {
                      task.run(what);
                      return null;
                    })
            .toList();
    var threads =
        Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().name("manifests").daemon().factory());
    try (threads) {
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  private void write(PackageKey key, Manifest manifest) throws IOException {
    var target = paths.file(key);
    if (manifest.isEmpty()) {
      Files.deleteIfExists(target);
      return;
    }
    var bytes = json.writeValueAsBytes(Written.of(key, manifest, null));
    try {
      write(target, bytes);
    } catch (NoSuchFileException e) {
      Files.createDirectories(target.getParent());
      write(target, bytes);
    }
  }

  private void write(Path target, byte[] bytes) throws IOException {
    var part = target.resolveSibling(UUID.randomUUID() + WholeFile.PART);
    try (var out =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        out.write(left);
      }
      if (disk.isEmpty()) {
        out.force(true);
      }
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

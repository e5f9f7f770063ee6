package dev.slipway.packages.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.store.ManifestJson.Written;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

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

  ManifestFiles(Path root) throws IOException {
    this.root = root;
    paths = new ManifestPaths(root);
    Files.createDirectories(root);
  }

  /** Visits each package, and removes what an earlier process did not write to its end. */
  void each(Visitor visitor) throws IOException {
    try (var files = Files.find(root, Integer.MAX_VALUE, (_, is) -> is.isRegularFile())) {
      for (var file : (Iterable<Path>) files::iterator) {
        if (ManifestPaths.unfinished(file)) {
          Files.delete(file);
          continue;
        }
        var key = paths.key(file);
        visitor.visit(
            key.isPresent()
                ? key.get()
                : json.readValue(Files.readAllBytes(file), Written.class).key());
      }
    }
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
    atOnce(
        manifests.entrySet().stream()
            .<Callable<Void>>map(
                e ->
                    () -> {
                      write(e.getKey(), e.getValue());
                      return null;
                    })
            .toList());
    atOnce(
        manifests.keySet().stream()
            .map(key -> paths.file(key).getParent())
            .collect(Collectors.toSet())
            .stream()
            .<Callable<Void>>map(
                folder ->
                    () -> {
                      force(folder);
                      return null;
                    })
            .toList());
  }

  private static void atOnce(Collection<Callable<Void>> tasks) throws IOException {
    var threads =
        Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().name("manifests").daemon().factory());
    try (threads) {
      for (var task : threads.invokeAll(tasks)) {
        task.get();
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
    Files.createDirectories(target.getParent());
    if (manifest.isEmpty()) {
      Files.deleteIfExists(target);
      return;
    }
    var part = ManifestPaths.aside(target);
    try (var out =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(json.writeValueAsBytes(Written.of(key, manifest, null)));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void force(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}

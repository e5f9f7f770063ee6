package dev.slipway.packages.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Which path of which repository has which bytes. One small file a path, replaced whole and forced
 * to disk before the caller goes on: what was acknowledged is there after any crash. Thread-safe.
 */
public final class PathIndex {

  private final Path root;
  private final ObjectMapper json = new ObjectMapper();

  /** What a path has. */
  public record Entry(Digests digests, long seenAt) {
    public Instant seen() {
      return Instant.ofEpochMilli(seenAt);
    }
  }

  public PathIndex(Path root) throws IOException {
    this.root = root.resolve("index");
    Files.createDirectories(this.root);
  }

  public Optional<Entry> get(String repository, String path) throws IOException {
    var file = file(repository, path);
    return Files.isRegularFile(file)
        ? Optional.of(json.readValue(Files.readAllBytes(file), Entry.class))
        : Optional.empty();
  }

  /** Says what the path has from now on. */
  public void put(String repository, String path, Entry entry) throws IOException {
    var file = file(repository, path);
    var part = write(file, entry);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(file.getParent());
  }

  /**
   * Says what the path has, unless it has something: of several that come at once one wins.
   *
   * @return what the path had; empty when this entry was stored
   */
  public Optional<Entry> putIfAbsent(String repository, String path, Entry entry)
      throws IOException {
    var file = file(repository, path);
    var part = write(file, entry);
    try {
      Files.createLink(file, part);
    } catch (FileAlreadyExistsException e) {
      return get(repository, path);
    } finally {
      Files.delete(part);
    }
    force(file.getParent());
    return Optional.empty();
  }

  private Path write(Path file, Entry entry) throws IOException {
    Files.createDirectories(file.getParent());
    var part = file.resolveSibling("." + UUID.randomUUID());
    try (var channel =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(json.writeValueAsBytes(entry)));
      channel.force(true);
    }
    return part;
  }

  private static void force(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  public boolean remove(String repository, String path) throws IOException {
    return Files.deleteIfExists(file(repository, path));
  }

  /** Paths of a repository below a prefix, sorted. */
  public List<String> list(String repository, String prefix) throws IOException {
    var all = root.resolve(repository);
    var folder = all.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1)).normalize();
    if (!folder.startsWith(all) || !Files.isDirectory(folder)) {
      return List.of();
    }
    var found = new ArrayList<String>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        var name = all.relativize(file).toString();
        if (name.endsWith(SUFFIX)) {
          var path = name.substring(0, name.length() - SUFFIX.length());
          if (path.startsWith(prefix)) {
            found.add(path);
          }
        }
      }
    }
    found.sort(null);
    return found;
  }

  /** A file and a folder may have one name: a path's entry has a suffix that no path ends in. */
  private static final String SUFFIX = "\u0001";

  private Path file(String repository, String path) {
    var file = root.resolve(repository).resolve(path + SUFFIX).normalize();
    if (!file.startsWith(root.resolve(repository))
        || path.getBytes(StandardCharsets.UTF_8).length > 1000) {
      throw new IllegalArgumentException("no usable path: " + path);
    }
    return file;
  }
}

package dev.slipway.packages.upstream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.thread.ConnectionThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What is known of documents of external repositories: one small file each, {@code
 * documents/REPOSITORY/HASH}. All of it can be had again, so nothing is forced to the disk; what an
 * earlier process wrote is looked at before it is believed. Thread-safe.
 */
final class DocumentIndex {

  /**
   * A document as it came.
   *
   * @param seenAt when the upstream last said that it is so, milliseconds since 1970
   * @param etag may be null
   * @param lastModified may be null
   */
  record Entry(
      String url, Digests digests, long seenAt, String type, String etag, String lastModified) {

    Entry seen(long now) {
      return new Entry(url, digests, now, type, etag, lastModified);
    }
  }

  private static final int MOST = 10_000;

  private final ObjectMapper json =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private final Path root;
  private final Intact intact;
  private final ConcurrentMap<String, Entry> known = new ConcurrentHashMap<>();

  /** Whether the bytes of a document that an earlier process wrote are still what they were. */
  interface Intact {
    boolean test(Digests digests) throws IOException;
  }

  DocumentIndex(Path store, Intact intact) {
    root = store.resolve("documents");
    this.intact = intact;
  }

  Optional<Entry> get(String repository, String url) {
    var key = repository + " " + url;
    var entry = known.get(key);
    if (entry == null) {
      ConnectionThread.mayWait();
      entry = believed(read(file(repository, url)), url);
      if (entry != null) {
        keep(key, entry);
      }
    }
    return Optional.ofNullable(entry);
  }

  private Entry believed(Entry entry, String url) {
    try {
      return entry != null && entry.url().equals(url) && intact.test(entry.digests())
          ? entry
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** A file that was half written when the machine stopped is as good as none. */
  private Entry read(Path file) {
    try {
      return Files.isRegularFile(file)
          ? json.readValue(Files.readAllBytes(file), Entry.class)
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  private void keep(String key, Entry entry) {
    if (known.size() >= MOST) {
      known.clear();
    }
    known.put(key, entry);
  }

  void put(String repository, Entry entry) throws IOException {
    keep(repository + " " + entry.url(), entry);
    var file = file(repository, entry.url());
    var part = file.resolveSibling("." + UUID.randomUUID());
    var bytes = json.writeValueAsBytes(entry);
    try {
      Files.write(part, bytes);
    } catch (NoSuchFileException e) {
      Files.createDirectories(file.getParent());
      Files.write(part, bytes);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Shows the digest of every document that is known. */
  void each(Documents.Each each) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (var repositories = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (var repository : repositories) {
        try (var files = Files.newDirectoryStream(repository)) {
          for (var file : files) {
            var entry = read(file);
            if (entry != null) {
              each.visit(entry.digests().digest());
            }
          }
        }
      }
    }
  }

  private Path file(String repository, String url) {
    return root.resolve(repository).resolve(Hashing.sha256(url));
  }
}

package dev.slipway.packages.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.Digests;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes from outside that are not what they have to be, kept for who looks into it and given to
 * nobody: {@code quarantine/HEX} and what is known of them in {@code HEX.json}. The oldest make
 * room. Thread-safe.
 */
public final class Quarantine {

  /**
   * What came.
   *
   * @param repository that stands for the external one
   * @param url where it was had
   * @param why it is not believed
   */
  public record Suspect(String repository, String url, String why, Digests digests) {}

  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
  private static final int MOST_FILES = 200;
  private static final long MOST_BYTES = 2L << 30;
  private static final String FACTS = ".json";

  private final ReentrantLock lock = new ReentrantLock();
  private final ObjectMapper json = new ObjectMapper();
  private final Path folder;
  private final Counter tampered;

  /**
   * A quarantine in a store.
   *
   * @param store folder of the store
   */
  public Quarantine(Path store, CollectorRegistry registry) {
    folder = store.resolve("quarantine");
    tampered =
        Counter.build(
                "slipway_packages_tampered_total",
                "Files from outside that were not what they have to be.")
            .labelNames("repository")
            .register(registry);
  }

  /** Takes a file, which is gone from its place afterwards, and tells of it. */
  public void take(Path file, Suspect suspect) throws IOException {
    tampered.labels(suspect.repository()).inc();
    LOG.warn(
        "repository {}: {} is refused and kept in {} as {}: {}",
        suspect.repository(),
        suspect.url().replaceAll("[^\\x21-\\x7e]", "?"),
        folder,
        suspect.digests().sha256(),
        suspect.why());
    lock.lock();
    try {
      Files.createDirectories(folder);
      var target = folder.resolve(suspect.digests().sha256());
      Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
      Files.write(
          target.resolveSibling(target.getFileName() + FACTS),
          json.writeValueAsBytes(
              Map.of(
                  "repository", suspect.repository(),
                  "url", suspect.url(),
                  "why", suspect.why(),
                  "size", suspect.digests().size())));
      makeRoom();
    } finally {
      lock.unlock();
      Files.deleteIfExists(file);
    }
  }

  /**
   * Throws bytes away that were looked into.
   *
   * @param sha256 hexadecimal digits
   */
  public void discard(String sha256) throws IOException {
    lock.lock();
    try {
      var file = folder.resolve(sha256);
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + FACTS));
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
              .map(Quarantine::kept)
              .sorted(Comparator.comparing(Kept::at).reversed())
              .toList();
      for (var kept : newestFirst) {
        bytes += kept.size();
        files++;
        if (bytes > MOST_BYTES || files > MOST_FILES) {
          Files.deleteIfExists(kept.file());
          Files.deleteIfExists(kept.file().resolveSibling(kept.file().getFileName() + FACTS));
        }
      }
    }
  }

  private static Kept kept(Path file) {
    var is = file.toFile();
    return new Kept(file, is.length(), FileTime.fromMillis(is.lastModified()));
  }
}

package dev.slipway.packages.quarantine;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.Store;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

  private final ObjectMapper json = new ObjectMapper();
  private final SuspectBytes bytes;
  private final Counter tampered;

  /**
   * A quarantine in a store.
   *
   * @param store folder of the store
   */
  public Quarantine(Path store, CollectorRegistry registry) {
    this(new SuspectFiles(store.resolve("quarantine")), registry);
  }

  /** A quarantine of an open store, which replicas share where they share that. */
  public static Quarantine of(Store.Open store, CollectorRegistry registry) {
    return store.shared().isPresent()
        ? new Quarantine(new SuspectObjects(store.shared().get()), registry)
        : new Quarantine(store.folder(), registry);
  }

  private Quarantine(SuspectBytes bytes, CollectorRegistry registry) {
    this.bytes = bytes;
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
        bytes,
        suspect.digests().sha256(),
        suspect.why());
    try {
      bytes.take(
          file,
          suspect.digests(),
          json.writeValueAsBytes(
              Map.of(
                  "repository", suspect.repository(),
                  "url", suspect.url(),
                  "why", suspect.why(),
                  "size", suspect.digests().size())));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /**
   * Throws bytes away that were looked into.
   *
   * @param sha256 hexadecimal digits
   */
  public void discard(String sha256) throws IOException {
    bytes.discard(sha256);
  }
}

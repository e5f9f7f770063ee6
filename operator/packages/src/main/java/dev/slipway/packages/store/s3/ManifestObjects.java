package dev.slipway.packages.store.s3;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Client.Read;
import dev.slipway.packages.s3.S3Client.Write;
import dev.slipway.packages.store.ManifestJson;
import dev.slipway.packages.store.ManifestJson.Written;
import dev.slipway.packages.store.ManifestPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One object for each package, {@code manifests/} and the path of {@link ManifestPaths}. It holds
 * the ids of its last writes too, so that a writer whose answer was lost knows its own. Nothing
 * removes an object: of a package of which nothing is left a small one stays, because a write that
 * comes late must not find the place empty. Thread-safe.
 */
final class ManifestObjects {

  /** A manifest with a version has more bytes, for its digests alone; an empty one has fewer. */
  private static final int SMALL = 256;

  /** A writer that has not announced its change by then is dead, or has it announced later. */
  private static final Duration UNANNOUNCED = Duration.ofMinutes(10);

  private static final int WRITES = 40;
  private static final int WRITES_OF_EMPTY = 8;

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Stored(
      List<String> writes, Recorded recorded, @JsonProperty("package") Written of) {}

  /**
   * What was recorded of the last write.
   *
   * @param at when, milliseconds since 1970
   */
  record Recorded(String text, long at) {}

  /**
   * What an object holds.
   *
   * @param etag null when there is no object
   * @param writes ids of the last writes
   * @param recorded of the last write; null for nothing
   * @param size bytes
   */
  record Held(Manifest manifest, String etag, List<String> writes, Recorded recorded, int size) {
    static final Held NOTHING = new Held(Manifest.EMPTY, null, List.of(), null, 0);

    /**
     * What was recorded of the last write, as long as it may not have been announced; else null.
     */
    String recent(Instant now) {
      return recorded != null && Instant.ofEpochMilli(recorded.at()).plus(UNANNOUNCED).isAfter(now)
          ? recorded.text()
          : null;
    }
  }

  /** Sees the packages of which something is there. */
  interface Each {
    void visit(PackageKey key);
  }

  private final ObjectMapper json = ManifestJson.mapper();
  private final ManifestPaths paths = new ManifestPaths(Path.of("manifests"));
  private final S3Client client;
  private final String prefix;
  private final InstantSource clock;

  ManifestObjects(S3Client client, String prefix, InstantSource clock) {
    this.client = client;
    this.clock = clock;
    this.prefix = prefix;
  }

  private String object(PackageKey key) {
    return prefix + paths.file(key);
  }

  private Held held(byte[] bytes, String etag) throws IOException {
    var stored = json.readValue(bytes, Stored.class);
    var manifest = stored.of() == null ? Manifest.EMPTY : stored.of().manifest();
    return new Held(manifest, etag, List.copyOf(stored.writes()), stored.recorded(), bytes.length);
  }

  Held read(PackageKey key) throws IOException {
    var found = client.get(object(key));
    return found.isEmpty() ? Held.NOTHING : held(found.get().bytes(), found.get().etag());
  }

  /** Reads what may be as it was; then it is the same manifest. */
  Held read(PackageKey key, Held known) throws IOException {
    if (known.etag() == null) {
      return read(key);
    }
    return switch (client.getIfChanged(object(key), known.etag())) {
      case Read.Changed(var bytes, var etag) -> held(bytes, etag);
      case Read.Unchanged _ -> known;
      case Read.Gone _ -> Held.NOTHING;
    };
  }

  /**
   * Writes a manifest over another.
   *
   * @param id of this write, the same for each attempt of it
   * @param text what is recorded of it; null for nothing
   * @return empty when the other is not there any more
   */
  Optional<Held> write(PackageKey key, Held old, Manifest next, String id, String text)
      throws IOException {
    var writes = new ArrayList<>(old.writes());
    writes.add(id);
    int most = next.isEmpty() ? WRITES_OF_EMPTY : WRITES;
    var kept = List.copyOf(writes.subList(Math.max(0, writes.size() - most), writes.size()));
    // One of which nothing is left stays small, by which it is known.
    var recorded = text == null || next.isEmpty() ? null : new Recorded(text, clock.millis());
    var bytes =
        json.writeValueAsBytes(
            new Stored(kept, recorded, next.isEmpty() ? null : Written.of(key, next)));
    Condition condition =
        old.etag() == null ? new Condition.Absent() : new Condition.Same(old.etag());
    return client.put(object(key), bytes, condition) instanceof Write.Done(var etag)
        ? Optional.of(
            new Held(next.isEmpty() ? Manifest.EMPTY : next, etag, kept, recorded, bytes.length))
        : Optional.empty();
  }

  /** Shows every package; a list that is old may miss what was written a moment ago. */
  void each(Each each) throws IOException {
    client.list(
        prefix + "manifests/",
        object -> {
          var key = paths.key(Path.of(object.key().substring(prefix.length())));
          if (key.isPresent() && object.size() > SMALL) {
            each.visit(key.get());
            return;
          }
          var found = client.get(object.key());
          if (found.isPresent()) {
            var stored = json.readValue(found.get().bytes(), Stored.class);
            if (stored.of() != null) {
              each.visit(stored.of().key());
            }
          }
        });
  }
}

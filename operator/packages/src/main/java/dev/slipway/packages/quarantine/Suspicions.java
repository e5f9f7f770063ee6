package dev.slipway.packages.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Notes;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Suspicion;
import dev.slipway.packages.model.Suspicion.State;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.ManifestJson;
import dev.slipway.packages.store.Manifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is known of files from outside that were refused, and what was decided about them; the bytes
 * are in {@link Quarantine}. Kept among the manifests under a name that no repository can have, so
 * that all who serve the domain know the same. The newest 50 of each package stay. Thread-safe.
 */
public final class Suspicions {

  /** The name under which manifests have them. */
  public static final String NAME = "~quarantine";

  private static final int MOST = 50;
  private static final int ID_DIGITS = 16;
  private static final ObjectMapper JSON = ManifestJson.mapper();

  private final Manifests manifests;

  public Suspicions(Manifests manifests) {
    this.manifests = manifests;
  }

  /** Stands for these bytes of this file, had through this repository. */
  public static String id(String version, String asset, String through, String sha256) {
    return Hashing.sha256(String.join("\0", version, asset, through, sha256))
        .substring(0, ID_DIGITS);
  }

  /**
   * Keeps one. The same bytes of the same file that come again are no news, also when they were
   * discarded; they are when they were accepted and yet are refused.
   */
  public void add(PackageName name, Suspicion suspicion) throws IOException {
    manifests.change(
        key(name),
        old -> {
          var known = of(old).stream().filter(s -> s.id().equals(suspicion.id())).findFirst();
          return known.filter(s -> s.state() != State.ACCEPTED).isPresent()
              ? old
              : with(old, suspicion);
        });
  }

  private Manifest with(Manifest old, Suspicion suspicion) {
    return Notes.with(
        old,
        suspicion.id(),
        write(suspicion),
        suspicion.through(),
        Instant.ofEpochMilli(suspicion.at()),
        MOST);
  }

  /** The packages that have some, in order. */
  public List<PackageName> packages(PackageName after, int most) throws IOException {
    return manifests.list(NAME, after, most);
  }

  /** Those of a package, the oldest first. */
  public List<Suspicion> of(PackageName name) throws IOException {
    return of(manifests.get(key(name)));
  }

  /** Those that a manifest has, the oldest first. */
  public static List<Suspicion> of(Manifest notes) {
    return notes.versions().values().stream()
        .map(note -> read(note.metadata()))
        .sorted(Comparator.comparingLong(Suspicion::at).thenComparing(Suspicion::id))
        .toList();
  }

  /**
   * Decides about one that is open.
   *
   * @return as it is now; empty when there is none
   */
  public Optional<Suspicion> decide(
      PackageName name, String id, State state, String by, String reason) throws IOException {
    var after =
        manifests.change(
            key(name),
            old ->
                of(old).stream()
                    .filter(s -> s.id().equals(id) && s.state() == State.OPEN)
                    .findFirst()
                    .map(s -> with(old, s.decided(state, by, reason)))
                    .orElse(old));
    return of(after).stream().filter(s -> s.id().equals(id)).findFirst();
  }

  private static PackageKey key(PackageName name) {
    return new PackageKey(NAME, name);
  }

  private static String write(Suspicion suspicion) {
    try {
      return JSON.writeValueAsString(suspicion);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Suspicion read(String text) {
    try {
      return JSON.readValue(text, Suspicion.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.slipway.packages.store;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.FirstDigests;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Holds external repositories to the bytes that they gave first, in the whole domain, also after a
 * version was deleted or evicted. Kept among the manifests under a name that no repository can
 * have, so that it lasts as they do and memory holds no more of it than of them. Thread-safe.
 */
public final class DigestLedger {

  /** The name under which manifests have it. */
  public static final String NAME = "~first-digests";

  private final Manifests manifests;
  private final InstantSource clock;

  public DigestLedger(Manifests manifests, InstantSource clock) {
    this.manifests = manifests;
    this.clock = clock;
  }

  /**
   * Writes down the digests of a file, if it is seen for the first time.
   *
   * @param through the repository that stands for the external one
   * @return the SHA-256 that it had at first, when that was another; empty when all is well
   */
  public Optional<String> otherThanFirst(
      PackageName name, String version, String asset, Digests digests, String through)
      throws IOException {
    var key = key(name);
    var first = FirstDigests.of(manifests.get(key), version, asset);
    if (first.isEmpty()) {
      // A file that is not kept either when the machine stops has no first digests.
      var ledger =
          manifests.changeEarly(
              key,
              old -> FirstDigests.seen(old, version, asset, digests, through, clock.instant()));
      first = FirstDigests.of(ledger, version, asset);
    }
    return first.filter(sha256 -> !sha256.equals(digests.sha256()));
  }

  /** The SHA-256 that a file had at first; empty when it was not seen. */
  public Optional<String> first(PackageName name, String version, String asset) throws IOException {
    return FirstDigests.of(manifests.get(key(name)), version, asset);
  }

  /** When a version was seen first; empty when it was not. */
  public Optional<Instant> firstSeen(PackageName name, String version) throws IOException {
    return manifests.get(key(name)).version(version).map(PackageVersion::published);
  }

  /** Takes these bytes of a file as the right ones from now on, and no others. */
  public void accept(PackageName name, String version, String asset, String sha256, String through)
      throws IOException {
    manifests.change(
        key(name),
        old -> FirstDigests.accepted(old, version, asset, sha256, through, clock.instant()));
  }

  private static PackageKey key(PackageName name) {
    return new PackageKey(NAME, name);
  }
}

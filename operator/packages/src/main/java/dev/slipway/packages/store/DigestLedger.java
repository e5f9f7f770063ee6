package dev.slipway.packages.store;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.FirstDigests;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import java.io.IOException;
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
      var ledger =
          manifests.change(
              key,
              old -> FirstDigests.seen(old, version, asset, digests, through, clock.instant()));
      first = FirstDigests.of(ledger, version, asset);
    }
    return first.filter(sha256 -> !sha256.equals(digests.sha256()));
  }

  /** Takes the next bytes of a version that come as the right ones. */
  public void forget(PackageName name, String version) throws IOException {
    manifests.change(key(name), old -> FirstDigests.forgotten(old, version));
  }

  private static PackageKey key(PackageName name) {
    return new PackageKey(NAME, name);
  }
}

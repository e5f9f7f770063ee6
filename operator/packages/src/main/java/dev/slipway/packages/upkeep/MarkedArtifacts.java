package dev.slipway.packages.upkeep;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.store.Manifests;
import java.io.IOException;

/**
 * Which blobs are artifacts and logs of builds, where several replicas have to know: kept among the
 * manifests under a name that no repository can have. Thread-safe.
 *
 * @param manifests of all replicas
 */
record MarkedArtifacts(Manifests manifests) {

  /** Under which the manifests have them; no archive does. */
  static final String NAME = "~artifacts";

  private static final String TAG = "artifact";

  void stored(String digest) throws IOException {
    manifests.change(key(digest), old -> old.withTag(TAG, digest));
  }

  boolean holds(String digest) throws IOException {
    return !manifests.get(key(digest)).isEmpty();
  }

  private static PackageKey key(String digest) {
    return new PackageKey(NAME, new PackageName(Format.generic, "", digest));
  }
}

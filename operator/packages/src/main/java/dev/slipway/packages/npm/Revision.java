package dev.slipway.packages.npm;

import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.store.Hashing;

/**
 * A word for the state of a package, as the field {@code _rev}: whoever writes names what he saw.
 */
final class Revision {

  private static final int LENGTH = 32;

  private Revision() {}

  static String of(Manifest manifest) {
    var text = new StringBuilder();
    manifest
        .versions()
        .forEach(
            (version, known) ->
                text.append(version).append(' ').append(known.status()).append(known.revision()));
    text.append(manifest.tags());
    return manifest.versions().size() + "-" + Hashing.sha256(text.toString()).substring(0, LENGTH);
  }
}

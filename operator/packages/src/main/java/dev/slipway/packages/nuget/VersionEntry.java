package dev.slipway.packages.nuget;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.NuGetVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * A version as one repository shows it.
 *
 * @param listed whether people are shown it; who names it gets it all the same
 * @param published {@link Instant#EPOCH} when nobody says
 * @param file the package's digests; null for one that is not kept
 */
record VersionEntry(
    NuGetVersion version, PackageDetails details, boolean listed, Instant published, Digests file) {

  /** A word that stands for exactly this. */
  String commit() {
    return commit(version.full() + listed + published + file + details);
  }

  /** A word that stands for a text. */
  static String commit(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}

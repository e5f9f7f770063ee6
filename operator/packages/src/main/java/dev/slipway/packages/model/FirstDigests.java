package dev.slipway.packages.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The first digest that was seen of each file of a package from outside. It is kept as a manifest
 * whose versions are disposed of: what stands there are words, which keep no bytes from being
 * removed.
 */
public final class FirstDigests {

  private static final char BETWEEN = ' ';

  private FirstDigests() {}

  /** The SHA-256 that a file had when it was seen first; empty when it was not. */
  public static Optional<String> of(Manifest ledger, String version, String asset) {
    return ledger.version(version).map(v -> lines(v.metadata()).get(asset));
  }

  /** The ledger with a file that is seen; what it knows already stays as it is. */
  public static Manifest seen(
      Manifest ledger, String version, String asset, Digests digests, String through, Instant now) {
    return of(ledger, version, asset).isPresent()
        ? ledger
        : accepted(ledger, version, asset, digests.sha256(), through, now);
  }

  /** The ledger that knows this digest of a file, whatever it knew before. */
  public static Manifest accepted(
      Manifest ledger, String version, String asset, String digest, String through, Instant now) {
    var known = ledger.version(version);
    var lines = new TreeMap<>(known.map(v -> lines(v.metadata())).orElse(Map.of()));
    lines.put(asset, digest);
    var text = new StringBuilder();
    lines.forEach((name, sha256) -> text.append(sha256).append(BETWEEN).append(name).append('\n'));
    return ledger.with(
        version,
        known
            .orElse(
                new PackageVersion(
                    VersionStatus.Disposed,
                    new Origin(Origin.Type.EXTERNAL, through),
                    now.toEpochMilli(),
                    new TreeMap<>(),
                    ""))
            .withMetadata(text.toString()));
  }

  private static Map<String, String> lines(String text) {
    var lines = new TreeMap<String, String>();
    text.lines()
        .forEach(
            line -> {
              int at = line.indexOf(BETWEEN);
              lines.put(line.substring(at + 1), line.substring(0, at));
            });
    return lines;
  }
}

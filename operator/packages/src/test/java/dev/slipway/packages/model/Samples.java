package dev.slipway.packages.model;

import dev.slipway.packages.store.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TreeMap;

/** Packages for tables. */
final class Samples {

  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Origin HERE = new Origin(Origin.Type.INTERNAL, "libs");
  static final Origin OUTSIDE = new Origin(Origin.Type.EXTERNAL, "central");

  private Samples() {}

  static Digests digests(String content) {
    return Hashing.of(content.getBytes(StandardCharsets.UTF_8));
  }

  /** A package with version 1 that has this status and the asset {@code a} with content "one". */
  static Manifest with(VersionStatus status) {
    var assets = new TreeMap<String, Digests>();
    if (status != VersionStatus.Disposed) {
      assets.put("a", digests("one"));
    }
    return Manifest.EMPTY.with("1", new PackageVersion(status, HERE, 0, assets, "m"));
  }

  /** A package that came from outside, with version 1 and asset {@code a}. */
  static Manifest outside() {
    var assets = new TreeMap<String, Digests>();
    assets.put("a", digests("one"));
    return Manifest.EMPTY
        .with(OriginControls.EXTERNAL)
        .with("1", new PackageVersion(VersionStatus.Published, OUTSIDE, 0, assets, "m"));
  }

  static Publishing.Arrival arrival(
      Format format, String version, String asset, String content, boolean finished) {
    return new Publishing.Arrival(
        format, version, asset, digests(content), null, finished, false, HERE, null);
  }

  static Publishing.Arrival arrival(String version, String asset, String content) {
    return arrival(Format.maven, version, asset, content, true);
  }
}

package dev.slipway.packages.store;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Manifests with versions, without what publishes them. */
public final class Published {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private Published() {}

  public static PackageKey key(String repository, Format format, String namespace, String name) {
    return new PackageKey(repository, new PackageName(format, namespace, name));
  }

  /** The manifest with another version. */
  public static Manifest published(Manifest old, String version) {
    var outcome =
        Publishing.publish(
            old,
            new Arrival(
                Format.maven,
                version,
                "lib.jar",
                Hashing.of(version.getBytes(StandardCharsets.UTF_8)),
                null,
                true,
                false,
                new Origin(Origin.Type.INTERNAL, "libs"),
                null),
            NOW);
    return outcome instanceof Outcome.Changed c ? c.manifest() : old;
  }

  public static void publish(Manifests manifests, PackageKey key, String version)
      throws IOException {
    manifests.change(key, old -> published(old, version));
  }
}

package dev.slipway.packages.advisory;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.OriginControls;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.store.Manifests;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which blob each source is: a generic package {@code advisories/SOURCE} of a repository whose name
 * no Kubernetes object can have. So it lasts like packages do, and its blob is one that is in use.
 */
final class Pointers {

  private static final String REPOSITORY = ".domain";
  private static final String NAMESPACE = "advisories";
  private static final String ASSET = "file";

  /** A source's file and when it came. */
  record Pointer(Digests file, Instant uploadedAt) {}

  private final Manifests manifests;

  Pointers(Manifests manifests) {
    this.manifests = manifests;
  }

  /** All sources by name. */
  SortedMap<String, Pointer> all() throws IOException {
    var all = new TreeMap<String, Pointer>();
    for (var name : manifests.list(REPOSITORY, Format.generic)) {
      if (name.namespace().equals(NAMESPACE)) {
        for (var version : manifests.get(key(name.name())).versions().values()) {
          var file = version.assets().get(ASSET);
          if (file != null) {
            all.put(name.name(), new Pointer(file, version.published()));
          }
        }
      }
    }
    return all;
  }

  /** The file is the source's only one from now on. */
  void put(String source, Pointer pointer) throws IOException {
    var version =
        new PackageVersion(
            VersionStatus.Published,
            new Origin(Origin.Type.INTERNAL, REPOSITORY),
            pointer.uploadedAt().toEpochMilli(),
            new TreeMap<>(Map.of(ASSET, pointer.file())),
            "");
    var next =
        new Manifest(
            OriginControls.OPEN,
            new TreeMap<>(Map.of(pointer.uploadedAt().toString(), version)),
            new TreeMap<>());
    manifests.change(key(source), _ -> next);
  }

  void remove(String source) throws IOException {
    manifests.change(key(source), _ -> Manifest.EMPTY);
  }

  private static PackageKey key(String source) {
    return new PackageKey(REPOSITORY, new PackageName(Format.generic, NAMESPACE, source));
  }
}

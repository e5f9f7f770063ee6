package dev.slipway.packages.transfer;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What becomes of a package when an archive has it, too: it gets what it lacks, and nothing that it
 * has is changed.
 *
 * @param conflicts of versions that are left as they are, because a file has other bytes there
 */
record Merging(Manifest manifest, List<Conflict> conflicts) {

  /** A file that has other bytes in the archive. */
  record Conflict(String version, String asset, String here, String there) {}

  static Merging of(Manifest here, Manifest there) {
    var versions = new TreeMap<>(here.versions());
    var conflicts = new ArrayList<Conflict>();
    there
        .versions()
        .forEach(
            (version, theirs) -> {
              var ours = here.versions().get(version);
              if (ours == null) {
                versions.put(version, theirs);
                return;
              }
              var against = conflicts(version, ours, theirs);
              conflicts.addAll(against);
              if (against.isEmpty() && ours.status().equals(theirs.status())) {
                versions.put(version, joined(ours, theirs));
              }
            });
    var tags = new TreeMap<>(there.tags());
    tags.putAll(here.tags());
    tags.values().retainAll(versions.keySet());
    return new Merging(
        new Manifest(here.isEmpty() ? there.controls() : here.controls(), versions, tags),
        List.copyOf(conflicts));
  }

  private static List<Conflict> conflicts(
      String version, PackageVersion ours, PackageVersion theirs) {
    var conflicts = new ArrayList<Conflict>();
    theirs
        .assets()
        .forEach(
            (asset, digests) -> {
              var known = ours.assets().get(asset);
              if (known != null && !known.equals(digests)) {
                conflicts.add(new Conflict(version, asset, known.digest(), digests.digest()));
              }
            });
    return conflicts;
  }

  private static PackageVersion joined(PackageVersion ours, PackageVersion theirs) {
    if (ours.assets().keySet().containsAll(theirs.assets().keySet())) {
      return ours;
    }
    var assets = new TreeMap<String, Digests>(theirs.assets());
    assets.putAll(ours.assets());
    return new PackageVersion(
        ours.status(), ours.origin(), ours.publishedAt(), assets, ours.metadata());
  }
}

package dev.slipway.packages.upkeep;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.store.Names;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Manifests that know how many bytes are published in the domain. A count of the whole store has
 * each file once; between two counts, each version counts in the repository that it was published
 * to, also for files that another version has too. What is deleted may so be more than was counted,
 * and the sum is never less than nothing. Thread-safe.
 */
final class CountedManifests implements Manifests {

  private final Manifests manifests;
  private final AtomicLong bytes = new AtomicLong();

  CountedManifests(Manifests manifests, long bytes) {
    this.manifests = manifests;
    counted(bytes);
  }

  /** Bytes that are published. */
  long bytes() {
    return bytes.get();
  }

  /** Takes the result of a count of the whole store. */
  void counted(long sum) {
    bytes.set(Math.max(0, sum));
  }

  @Override
  public Manifest get(PackageKey key) throws IOException {
    return manifests.get(key);
  }

  @Override
  public Manifest change(PackageKey key, Change change) throws IOException {
    var before = new Manifest[1];
    var next =
        manifests.change(
            key,
            old -> {
              before[0] = old;
              return change.apply(old);
            });
    long more = sum(key, next) - sum(key, before[0]);
    bytes.updateAndGet(sum -> Math.max(0, sum + more));
    return next;
  }

  private static long sum(PackageKey key, Manifest manifest) {
    return manifest.versions().values().stream()
        .filter(v -> v.origin().equals(new Origin(Origin.Type.INTERNAL, key.repository())))
        .flatMap(v -> v.assets().values().stream())
        .mapToLong(Digests::size)
        .sum();
  }

  @Override
  public <T> T alone(PackageName name, Step<T> step) throws IOException {
    return manifests.alone(name, step);
  }

  @Override
  public Names names() {
    return manifests.names();
  }

  @Override
  public void catchUp() throws IOException {
    manifests.catchUp();
  }
}

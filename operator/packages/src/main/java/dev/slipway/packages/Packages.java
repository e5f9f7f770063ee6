package dev.slipway.packages;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.model.Refusal;
import dev.slipway.packages.model.Resolution;
import dev.slipway.packages.model.Resolution.Found;
import dev.slipway.packages.model.StatusChange;
import dev.slipway.packages.store.Manifests;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/** What is done with packages, whatever their format. Thread-safe. */
public final class Packages {

  private final Catalog catalog;
  private final Manifests manifests;
  private final InstantSource clock;

  public Packages(Catalog catalog, Manifests manifests, InstantSource clock) {
    this.catalog = catalog;
    this.manifests = manifests;
    this.clock = clock;
  }

  /** Publishes an asset whose bytes are in the store. */
  public Outcome publish(RepositoryView repository, PackageName name, Arrival arrival)
      throws IOException {
    var outcome = new AtomicReference<Outcome>();
    manifests.change(
        new PackageKey(repository.name(), name),
        old -> {
          outcome.set(Publishing.publish(old, arrival, clock.instant()));
          return outcome.get() instanceof Outcome.Changed changed ? changed.manifest() : old;
        });
    return outcome.get();
  }

  /**
   * Finds an asset of a version, in the repository or in its upstreams. A version that an upstream
   * has is kept in the repository from then on.
   *
   * @return empty when there is none that may be given out
   */
  public Optional<Digests> asset(
      RepositoryView repository, PackageName name, String version, String asset)
      throws IOException {
    var found = Resolution.find(world(name), repository.name(), version);
    if (!(found instanceof Found.Version there)) {
      return Optional.empty();
    }
    var digests = Optional.ofNullable(there.version().assets().get(asset));
    if (digests.isPresent() && !there.here()) {
      manifests.change(
          new PackageKey(repository.name(), name),
          old -> Resolution.retain(old, version, there.version()));
    }
    return digests;
  }

  private Resolution.World world(PackageName name) {
    return new Resolution.World() {
      @Override
      public Manifest manifest(String repository) throws IOException {
        return manifests.get(new PackageKey(repository, name));
      }

      @Override
      public List<String> upstreams(String repository) {
        return catalog.find(repository).map(RepositoryView::upstreams).orElse(List.of());
      }
    };
  }

  /** The versions of a package that package managers list, of the repository and its upstreams. */
  public List<String> versions(RepositoryView repository, PackageName name) throws IOException {
    var listed = new TreeSet<String>();
    var hidden = new TreeSet<String>();
    for (var member : catalog.chain(repository)) {
      var manifest = manifests.get(new PackageKey(member.name(), name));
      manifest
          .versions()
          .forEach(
              (version, known) -> {
                if (!hidden.contains(version) && !listed.contains(version)) {
                  (known.status().listed() ? listed : hidden).add(version);
                }
              });
      if (!manifest.controls().mayIngest()) {
        break;
      }
    }
    return List.copyOf(listed);
  }

  /** What one repository itself knows of a package. */
  public Manifest describe(RepositoryView repository, PackageName name) throws IOException {
    return manifests.get(new PackageKey(repository.name(), name));
  }

  /** The packages of one repository itself, by pages. */
  public List<PackageName> list(RepositoryView repository, PackageName after, int most)
      throws IOException {
    return manifests.list(repository.name(), after, most);
  }

  /** Removes a version from one repository; empty when it is done. */
  public Optional<Refusal> delete(RepositoryView repository, PackageName name, String version)
      throws IOException {
    var change = new StatusChange(Map.of(version, Optional.empty()), Optional.empty());
    var result = new AtomicReference<StatusChange.Result>();
    manifests.change(
        new PackageKey(repository.name(), name),
        old -> {
          result.set(change.delete(old));
          return result.get().manifest();
        });
    return result.get().failures().isEmpty()
        ? Optional.empty()
        : Optional.of(new Refusal(Refusal.Reason.NOT_FOUND, name + " has no version " + version));
  }
}

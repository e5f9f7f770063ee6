package dev.slipway.packages.store;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Tombstones;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The names of all packages, in memory. Thread-safe. */
public final class PackageNames implements Names {

  private final ConcurrentMap<String, NavigableSet<PackageName>> names = new ConcurrentHashMap<>();
  private final NameShapes shapes = new NameShapes();

  public boolean has(PackageKey key) {
    var all = names.get(key.repository());
    return all != null && all.contains(key.name());
  }

  public void add(PackageKey key) {
    of(key.repository()).add(key.name());
    if (Tombstones.isRepository(key.repository())) {
      shapes.add(key.name());
    }
  }

  public void remove(PackageKey key) {
    of(key.repository()).remove(key.name());
    if (Tombstones.isRepository(key.repository()) && keys(key.name()).isEmpty()) {
      shapes.remove(key.name());
      if (!keys(key.name()).isEmpty()) {
        // Somebody has added it meanwhile.
        shapes.add(key.name());
      }
    }
  }

  @Override
  public List<PackageKey> alike(PackageName name) {
    return shapes.alike(name).stream().flatMap(other -> keys(other).stream()).toList();
  }

  private List<PackageKey> keys(PackageName name) {
    return names.entrySet().stream()
        .filter(of -> Tombstones.isRepository(of.getKey()) && of.getValue().contains(name))
        .map(of -> new PackageKey(of.getKey(), name))
        .toList();
  }

  private NavigableSet<PackageName> of(String repository) {
    return names.computeIfAbsent(repository, _ -> new ConcurrentSkipListSet<>());
  }

  @Override
  public List<PackageName> list(String repository, PackageName after, int most) {
    var all = names.get(repository);
    if (all == null) {
      return List.of();
    }
    return (after == null ? all : all.tailSet(after, false)).stream().limit(most).toList();
  }

  @Override
  public List<PackageName> list(String repository, Format format) {
    var all = names.get(repository);
    return all == null
        ? List.of()
        : all.tailSet(new PackageName(format, "", " "), true).stream()
            .takeWhile(n -> n.format() == format)
            .toList();
  }

  @Override
  public Set<String> repositories() {
    return Set.copyOf(names.keySet());
  }
}

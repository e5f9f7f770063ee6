package dev.slipway.packages.store;

import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.LookAlikes;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/**
 * Finds names by what they look like, in memory: about 80 bytes a name, which stands under the hash
 * of its shape. Thread-safe.
 */
final class NameShapes {

  private final ConcurrentMap<Integer, List<PackageName>> names = new ConcurrentHashMap<>();

  void add(PackageName name) {
    for (var shape : LookAlikes.shapes(name)) {
      names.merge(
          shape.hashCode(),
          List.of(name),
          (known, one) ->
              known.contains(name) ? known : Stream.concat(known.stream(), one.stream()).toList());
    }
  }

  void remove(PackageName name) {
    for (var shape : LookAlikes.shapes(name)) {
      names.computeIfPresent(
          shape.hashCode(),
          (_, known) -> {
            var left = known.stream().filter(n -> !n.equals(name)).toList();
            return left.isEmpty() ? null : left;
          });
    }
  }

  /** Others that look like this one. */
  List<PackageName> alike(PackageName name) {
    var shapes = LookAlikes.shapes(name);
    return shapes.stream()
        .flatMap(shape -> names.getOrDefault(shape.hashCode(), List.of()).stream())
        .distinct()
        .filter(other -> !other.equals(name))
        .filter(other -> LookAlikes.shapes(other).stream().anyMatch(shapes::contains))
        .toList();
  }
}

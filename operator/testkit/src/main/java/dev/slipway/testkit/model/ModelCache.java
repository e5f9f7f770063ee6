package dev.slipway.testkit.model;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * An operator's informers. Each kind shows some moment of the past: changes of one kind come in
 * order, those of different kinds in any order, and none later than {@link #LAG}.
 */
public final class ModelCache {

  /** The longest time by which a kind is behind, in seconds. */
  static final long LAG = 20;

  private final ModelCluster cluster;
  private final Map<ModelCluster.Key, HasMetadata> objects = new LinkedHashMap<>();
  private final Map<String, Integer> seen = new HashMap<>();

  ModelCache(ModelCluster cluster) {
    this.cluster = cluster;
  }

  public <T extends HasMetadata> List<T> list(Class<T> kind) {
    return objects.values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  public <T extends HasMetadata> Optional<T> get(Class<T> kind, String name) {
    return list(kind).stream().filter(o -> o.getMetadata().getName().equals(name)).findFirst();
  }

  /** Shows the present of every kind; true when anything was new. */
  boolean sync(List<String> kinds) {
    boolean moved = false;
    for (var kind : kinds) {
      moved |= advance(kind, Integer.MAX_VALUE);
    }
    return moved;
  }

  /** Shows some more of one kind. */
  void advance(List<String> kinds, RandomGenerator random) {
    advance(kinds.get(random.nextInt(kinds.size())), 1 + random.nextInt(4));
  }

  /** Shows what nobody may still not have seen. */
  void overdue(List<String> kinds, Instant now) {
    for (var kind : kinds) {
      var changes = cluster.changes(kind);
      int next = seen.getOrDefault(kind, 0);
      while (next < changes.size() && changes.get(next).time().plusSeconds(LAG).isBefore(now)) {
        next++;
      }
      advance(kind, next - seen.getOrDefault(kind, 0));
    }
  }

  private boolean advance(String kind, int most) {
    var changes = cluster.changes(kind);
    int from = seen.getOrDefault(kind, 0);
    int to = (int) Math.min(changes.size(), (long) from + most);
    for (var change : changes.subList(from, to)) {
      if (change.after() == null) {
        objects.remove(change.key());
      } else {
        objects.put(change.key(), change.after());
      }
    }
    seen.put(kind, to);
    return to > from;
  }
}

package dev.slipway.core.repository;

import dev.slipway.api.v1alpha1.Repository;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the repositories whose state another one decides, because their upstreams lead to it. */
public final class Dependents {

  private Dependents() {}

  /**
   * The names of those that reach it, near or far, itself only in a circle.
   *
   * @param all of one namespace
   * @param name of one that need not be among them
   */
  public static Set<String> of(Collection<Repository> all, String name) {
    var found = new HashSet<String>();
    var next = new ArrayDeque<>(List.of(name));
    while (!next.isEmpty()) {
      var reached = next.remove();
      for (var repository : all) {
        var dependent = repository.getMetadata().getName();
        if (repository.getSpec().upstreams().contains(reached) && found.add(dependent)) {
          next.add(dependent);
        }
      }
    }
    return Set.copyOf(found);
  }
}

package dev.slipway.packages.advisory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All advisories by package. Immutable; a change makes another. */
public final class AdvisoryIndex {

  /** Without any advisory. */
  public static final AdvisoryIndex EMPTY = new AdvisoryIndex(List.of());

  private final Map<Ecosystem, Map<String, List<Affected>>> all = new EnumMap<>(Ecosystem.class);

  /** An advisory that several sources have counts once, as the first of them has it. */
  AdvisoryIndex(Collection<List<Affected>> sources) {
    for (var source : sources) {
      for (var affected : source) {
        var known =
            all.computeIfAbsent(affected.ecosystem(), _ -> new HashMap<>())
                .computeIfAbsent(affected.name(), _ -> new ArrayList<>(1));
        if (known.stream().noneMatch(k -> k.advisory().id().equals(affected.advisory().id()))) {
          known.add(affected);
        }
      }
    }
  }

  /** Whether nothing is known of an ecosystem, so that nobody need ask. */
  public boolean isEmpty(Ecosystem ecosystem) {
    return !all.containsKey(ecosystem);
  }

  /**
   * What is known of a package.
   *
   * @param name as advisories write it
   */
  public List<Affected> find(Ecosystem ecosystem, String name) {
    return Collections.unmodifiableList(
        all.getOrDefault(ecosystem, Map.of()).getOrDefault(ecosystem.normal(name), List.of()));
  }

  /** The packages of an ecosystem, in no order. */
  public Stream<List<Affected>> packages(Ecosystem ecosystem) {
    return all.getOrDefault(ecosystem, Map.of()).values().stream();
  }

  /** Everything that one advisory is about; empty when there is none with the id. */
  Optional<List<Affected>> advisory(String id) {
    var found =
        all.values().stream()
            .flatMap(m -> m.values().stream().flatMap(List::stream))
            .filter(a -> a.advisory().id().equals(id))
            .toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }
}

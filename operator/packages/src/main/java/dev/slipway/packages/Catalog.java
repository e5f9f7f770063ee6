package dev.slipway.packages;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The repositories that a server serves. Thread-safe. */
public final class Catalog {

  private final ConcurrentMap<String, RepositoryView> views = new ConcurrentHashMap<>();

  public Optional<RepositoryView> find(String name) {
    return Optional.ofNullable(views.get(name));
  }

  /** Serves the repository from now on, in place of one of the same name. */
  public void put(RepositoryView view) {
    views.put(view.name(), view);
  }

  public void remove(String name) {
    views.remove(name);
  }

  /** The repository and what it asks for what it lacks, in order, each once. */
  public List<RepositoryView> chain(RepositoryView first) {
    var chain = new ArrayList<RepositoryView>();
    collect(first, new HashSet<>(), chain);
    return chain;
  }

  private void collect(RepositoryView view, Set<String> seen, List<RepositoryView> chain) {
    if (!seen.add(view.name())) {
      return;
    }
    chain.add(view);
    for (var upstream : view.upstreams()) {
      find(upstream).ifPresent(v -> collect(v, seen, chain));
    }
  }
}

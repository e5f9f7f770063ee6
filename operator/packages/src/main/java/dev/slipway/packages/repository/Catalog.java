package dev.slipway.packages.repository;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** All of them, by name. */
  public List<RepositoryView> all() {
    return views.values().stream().sorted(Comparator.comparing(RepositoryView::name)).toList();
  }

  /** The repositories that a repository asks for what it lacks, in order. */
  public List<String> upstreams(String name) {
    return find(name).map(RepositoryView::upstreams).orElse(List.of());
  }

  /** The repository and all that it reaches through upstreams, in order, each once. */
  public List<RepositoryView> reach(RepositoryView first) {
    var reached = new LinkedHashMap<String, RepositoryView>();
    collect(first, reached);
    return List.copyOf(reached.values());
  }

  private void collect(RepositoryView view, Map<String, RepositoryView> reached) {
    if (reached.putIfAbsent(view.name(), view) == null) {
      view.upstreams().forEach(u -> find(u).ifPresent(v -> collect(v, reached)));
    }
  }
}

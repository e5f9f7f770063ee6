package dev.slipway.packages.repository;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The repositories that a server serves. Thread-safe. */
public final class Catalog {

  private final ConcurrentMap<String, RepositoryView> views = new ConcurrentHashMap<>();

  /** Those that are there and cannot be served now. */
  private final Set<String> suspended = ConcurrentHashMap.newKeySet();

  public Optional<RepositoryView> find(String name) {
    return Optional.ofNullable(views.get(name));
  }

  /** Serves the repository from now on, in place of one of the same name. */
  public void put(RepositoryView view) {
    views.put(view.name(), view);
    suspended.remove(view.name());
  }

  /** The repository is no more. */
  public void remove(String name) {
    views.remove(name);
    suspended.remove(name);
  }

  /** Serves the repository no more for now; others go on with what it has. */
  public void suspend(String name) {
    suspended.add(name);
    views.remove(name);
  }

  /** Whether there is such a repository, served or not. */
  public boolean has(String name) {
    return views.containsKey(name) || suspended.contains(name);
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

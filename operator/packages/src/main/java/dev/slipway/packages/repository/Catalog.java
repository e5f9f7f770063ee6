package dev.slipway.packages.repository;

import java.util.Collection;
import java.util.List;
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

  /** The repositories that a repository asks for what it lacks, in order. */
  public List<String> upstreams(String name) {
    return find(name).map(RepositoryView::upstreams).orElse(List.of());
  }

  /** Every repository of the domain. */
  public Collection<RepositoryView> all() {
    return views.values();
  }
}

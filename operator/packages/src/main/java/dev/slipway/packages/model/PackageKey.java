package dev.slipway.packages.model;

/**
 * A package in a repository.
 *
 * @param repository the repository's name
 */
public record PackageKey(String repository, PackageName name) implements Comparable<PackageKey> {

  @Override
  public int compareTo(PackageKey other) {
    int order = repository.compareTo(other.repository);
    return order == 0 ? name.compareTo(other.name) : order;
  }
}

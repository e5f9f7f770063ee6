package dev.slipway.core.repository;

import dev.slipway.api.v1alpha1.PackageGroup;
import java.util.List;
import java.util.Set;

/**
 * Everything that a package group's decisions rest on.
 *
 * @param domain whether there is the domain that it names
 * @param siblings the namespace's other groups of the same domain
 * @param repositories names of the domain's repositories
 */
public record PackageGroupObservation(
    PackageGroup group, boolean domain, List<PackageGroup> siblings, Set<String> repositories) {
  public PackageGroupObservation {
    siblings = List.copyOf(siblings);
    repositories = Set.copyOf(repositories);
  }
}

package dev.slipway.core.repository;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.Repository;
import java.util.Map;

/**
 * Everything that a repository's decisions rest on.
 *
 * @param domain the domain that it names; null when there is none
 * @param siblings the namespace's repositories of the same domain, by name, itself included
 * @param remoteProblem what is wrong with what its remote names; null when nothing is
 */
public record RepositoryObservation(
    Repository repository, Domain domain, Map<String, Repository> siblings, String remoteProblem) {}

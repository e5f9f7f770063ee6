package dev.slipway.core.repository;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.DomainWebhook;
import dev.slipway.api.v1alpha1.KeyReference;
import dev.slipway.api.v1alpha1.LocalReference;
import dev.slipway.api.v1alpha1.Remote;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.api.v1alpha1.TrustedIdentity;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a package server may read in its namespace: repositories, package groups, its own domain,
 * and of Secrets and ConfigMaps only those that these name.
 */
final class DomainRole {

  private static final String GROUP = "slipway.dev";

  private final Domain domain;
  private final List<Repository> repositories;

  DomainRole(Domain domain, List<Repository> repositories) {
    this.domain = domain;
    this.repositories = List.copyOf(repositories);
  }

  Role role(ObjectMeta meta) {
    var rules = new ArrayList<PolicyRule>();
    rules.add(rule(GROUP, "repositories", List.of(), "get", "list", "watch"));
    rules.add(rule(GROUP, "packagegroups", List.of(), "get", "list", "watch"));
    rules.add(
        rule(GROUP, "domains", List.of(domain.getMetadata().getName()), "get", "list", "watch"));
    named(
            "secrets",
            Stream.concat(
                    remotes().map(Remote::secretRef),
                    domain.getSpec().webhooks().stream().map(DomainWebhook::secretRef))
                .filter(Objects::nonNull)
                .map(LocalReference::name))
        .ifPresent(rules::add);
    named(
            "configmaps",
            Stream.of(
                    remotes().map(Remote::caRef),
                    domain.getSpec().identities().stream().map(TrustedIdentity::caRef),
                    domain.getSpec().webhooks().stream().map(DomainWebhook::caRef))
                .flatMap(s -> s)
                .filter(Objects::nonNull)
                .map(KeyReference::name))
        .ifPresent(rules::add);
    return new RoleBuilder().withMetadata(meta).withRules(rules).build();
  }

  private Stream<Remote> remotes() {
    return repositories.stream().map(r -> r.getSpec().remote()).filter(Objects::nonNull);
  }

  /** A rule without names would mean every object. */
  private static Optional<PolicyRule> named(String resource, Stream<String> names) {
    var sorted = names.distinct().sorted().toList();
    return sorted.isEmpty() ? Optional.empty() : Optional.of(rule("", resource, sorted, "get"));
  }

  private static PolicyRule rule(
      String group, String resource, List<String> names, String... verbs) {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(resource)
        .withResourceNames(names)
        .withVerbs(verbs)
        .build();
  }
}

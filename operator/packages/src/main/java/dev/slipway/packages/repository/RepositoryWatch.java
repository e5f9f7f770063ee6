package dev.slipway.packages.repository;

import dev.slipway.api.v1alpha1.AccessRule;
import dev.slipway.api.v1alpha1.AccessSubject;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.api.v1alpha1.RepositorySpec;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.RetentionRule;
import dev.slipway.packages.model.access.AccessGrant;
import dev.slipway.packages.model.access.AccessGrant.Subject;
import dev.slipway.packages.model.access.AccessGrants;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.trust.Clients;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.packages.watch.SpecHandler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a catalog as the API server has the repositories of a domain. What a remote names is read
 * again by {@link #refresh}; when that fails, all stays as it was. Thread-safe.
 */
public final class RepositoryWatch implements SpecHandler<Repository> {

  private static final Logger LOG = LoggerFactory.getLogger(RepositoryWatch.class);

  /**
   * What is known of a repository.
   *
   * @param settings null for a hosted one, and when something is wrong
   * @param problem what is wrong; empty when nothing is
   */
  private record Known(
      Repository repository,
      RemoteSettings settings,
      ExternalRepository external,
      String problem) {}

  private final KubernetesClient client;
  private final String domain;
  private final Catalog catalog;
  private final Map<String, String> builtins;
  private final Map<String, Known> known = new TreeMap<>();

  /**
   * @param builtins addresses of builtin remotes, by variable
   */
  public RepositoryWatch(
      KubernetesClient client, String domain, Catalog catalog, Map<String, String> builtins) {
    this.client = client;
    this.domain = domain;
    this.catalog = catalog;
    this.builtins = Map.copyOf(builtins);
  }

  @Override
  public synchronized void onAdd(Repository repository) {
    var name = repository.getMetadata().getName();
    var spec = repository.getSpec();
    if (!domain.equals(spec.domain() == null ? "default" : spec.domain())) {
      forget(name);
      return;
    }
    serve(repository);
  }

  /** Rules that cannot be read delete nothing; the repository is served all the same. */
  private static List<RetentionRule> retention(String name, RepositorySpec spec) {
    try {
      return RetentionRules.of(spec.retention());
    } catch (IllegalArgumentException e) {
      LOG.error("repository {}: retention: {}", name, e.getMessage());
      return List.of();
    }
  }

  @Override
  public synchronized void onDelete(Repository repository, boolean unknown) {
    forget(repository.getMetadata().getName());
  }

  /**
   * Reads again what remotes name.
   *
   * @param all false for those alone with which something was wrong
   */
  public synchronized void refresh(boolean all) {
    List.copyOf(known.values()).stream()
        .filter(k -> k.repository().getSpec().remote() != null)
        .filter(k -> all || !k.problem().isEmpty())
        .forEach(k -> serve(k.repository()));
  }

  private void forget(String name) {
    catalog.remove(name);
    var old = known.remove(name);
    if (old != null && old.external() != null) {
      old.external().client().shutdown();
    }
  }

  private void serve(Repository repository) {
    var name = repository.getMetadata().getName();
    var old = known.get(name);
    try {
      var grants = grants(repository);
      var fresh = fresh(repository, old);
      known.put(name, fresh);
      var spec = repository.getSpec();
      catalog.put(
          new RepositoryView(
              name,
              spec.upstreams(),
              fresh.external(),
              Boolean.TRUE.equals(spec.anonymousRead()),
              grants,
              retention(name, spec)));
      if (old == null || !old.problem().isEmpty()) {
        LOG.info("repository {} is served", name);
      }
      if (old != null && old.external() != null && !old.settings().equals(fresh.settings())) {
        LOG.info("repository {}: its remote is reached in another way from now on", name);
        old.external().client().shutdown();
      }
    } catch (KubernetesClientException | IOException | IllegalArgumentException e) {
      problem(repository, old, e.getMessage());
    }
  }

  private static boolean changed(Known old, Repository repository) {
    return !old.repository().getSpec().equals(repository.getSpec());
  }

  private void problem(Repository repository, Known old, String problem) {
    var name = repository.getMetadata().getName();
    boolean news = old == null || !old.problem().equals(problem);
    if (old != null && old.external() != null && !changed(old, repository)) {
      if (news) {
        LOG.warn("repository {} is served as before: {}", name, problem);
      }
      known.put(name, new Known(repository, old.settings(), old.external(), problem));
      return;
    }
    if (news) {
      LOG.error("repository {} is not served: {}", name, problem);
    }
    forget(name);
    catalog.suspend(name);
    known.put(name, new Known(repository, null, null, problem));
  }

  private Known fresh(Repository repository, Known old) throws IOException {
    var remote = repository.getSpec().remote();
    if (remote == null) {
      return new Known(repository, null, null, "");
    }
    var meta = repository.getMetadata();
    var settings = RemoteSettings.read(remote, client, meta.getNamespace(), builtins);
    var format = Format.valueOf(remote.format().name());
    if (old != null
        && settings.equals(old.settings())
        && old.external() != null
        && old.external().format() == format) {
      return new Known(repository, settings, old.external(), "");
    }
    var external =
        new ExternalRepository(
            meta.getName(),
            format,
            settings.url(),
            Clients.make(settings.certificates(), settings.proxy()),
            settings.authorization());
    return new Known(repository, settings, external, "");
  }

  /**
   * What the repository's access rules say.
   *
   * @throws IllegalArgumentException when a pattern is none
   */
  static AccessGrants grants(Repository repository) {
    var namespace = repository.getMetadata().getNamespace();
    return new AccessGrants(
        repository.getSpec().access().stream().map(rule -> grant(rule, namespace)).toList());
  }

  private static AccessGrant grant(AccessRule rule, String namespace) {
    return new AccessGrant(
        rule.subjects().stream().map(s -> subject(s, namespace)).toList(),
        rule.verbs().stream().map(Enum::name).collect(Collectors.toSet()),
        rule.packages() == null ? GroupPattern.ROOT : GroupPattern.parse(rule.packages()));
  }

  private static Subject subject(AccessSubject subject, String namespace) {
    return switch (subject.kind()) {
      case ServiceAccount ->
          Subject.account(
              subject.namespace() == null ? namespace : subject.namespace(), subject.name());
      case User -> new Subject(false, subject.name());
      case Group -> new Subject(true, subject.name());
    };
  }
}

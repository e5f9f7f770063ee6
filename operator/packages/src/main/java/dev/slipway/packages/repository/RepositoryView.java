package dev.slipway.packages.repository;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.RetentionRule;
import dev.slipway.packages.model.access.AccessGrants;
import dev.slipway.packages.upstream.ExternalRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A repository as the server serves it.
 *
 * @param external what it stands for outside; null for a hosted one
 * @param access what it allows besides what roles of the cluster allow
 * @param retention which versions it does not keep
 * @param asOf the time as of which it is looked at, and then it is only read; null for now
 */
public record RepositoryView(
    String name,
    List<String> upstreams,
    ExternalRepository external,
    boolean anonymousRead,
    AccessGrants access,
    List<RetentionRule> retention,
    Instant asOf) {

  public RepositoryView {
    upstreams = List.copyOf(upstreams);
    retention = List.copyOf(retention);
  }

  /** As it is now. */
  public RepositoryView(
      String name,
      List<String> upstreams,
      ExternalRepository external,
      boolean anonymousRead,
      AccessGrants access,
      List<RetentionRule> retention) {
    this(name, upstreams, external, anonymousRead, access, retention, null);
  }

  /** One that keeps every version. */
  public RepositoryView(
      String name,
      List<String> upstreams,
      ExternalRepository external,
      boolean anonymousRead,
      AccessGrants access) {
    this(name, upstreams, external, anonymousRead, access, List.of());
  }

  /** One that allows nobody anything by itself, and keeps every version. */
  public RepositoryView(
      String name, List<String> upstreams, ExternalRepository external, boolean anonymousRead) {
    this(name, upstreams, external, anonymousRead, AccessGrants.NONE, List.of());
  }

  /** The repository as it was at a time, as far as that is known. */
  public RepositoryView asOf(Instant time) {
    return new RepositoryView(name, upstreams, external, anonymousRead, access, retention, time);
  }

  /** What is asked outside for packages of a format. */
  public Optional<ExternalRepository> external(Format format) {
    return Optional.ofNullable(external).filter(e -> e.format() == format);
  }
}

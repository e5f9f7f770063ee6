package dev.slipway.packages.repository;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.access.AccessGrants;
import dev.slipway.packages.upstream.ExternalRepository;
import java.util.List;
import java.util.Optional;

/**
 * A repository as the server serves it.
 *
 * @param external what it stands for outside; null for a hosted one
 * @param access what it allows besides what roles of the cluster allow
 */
public record RepositoryView(
    String name,
    List<String> upstreams,
    ExternalRepository external,
    boolean anonymousRead,
    AccessGrants access) {

  public RepositoryView {
    upstreams = List.copyOf(upstreams);
  }

  /** One that allows nobody anything by itself. */
  public RepositoryView(
      String name, List<String> upstreams, ExternalRepository external, boolean anonymousRead) {
    this(name, upstreams, external, anonymousRead, AccessGrants.NONE);
  }

  /** What is asked outside for packages of a format. */
  public Optional<ExternalRepository> external(Format format) {
    return Optional.ofNullable(external).filter(e -> e.format() == format);
  }
}

package dev.slipway.packages.repository;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.RetentionRule;
import dev.slipway.packages.upstream.ExternalRepository;
import java.util.List;
import java.util.Optional;

/**
 * A repository as the server serves it.
 *
 * @param external what it stands for outside; null for a hosted one
 * @param retention which versions it does not keep
 */
public record RepositoryView(
    String name,
    List<String> upstreams,
    ExternalRepository external,
    boolean anonymousRead,
    List<RetentionRule> retention) {

  public RepositoryView {
    upstreams = List.copyOf(upstreams);
    retention = List.copyOf(retention);
  }

  /** One that keeps every version. */
  public RepositoryView(
      String name, List<String> upstreams, ExternalRepository external, boolean anonymousRead) {
    this(name, upstreams, external, anonymousRead, List.of());
  }

  /** What is asked outside for packages of a format. */
  public Optional<ExternalRepository> external(Format format) {
    return Optional.ofNullable(external).filter(e -> e.format() == format);
  }
}

package dev.slipway.packages.repository;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.upstream.ExternalRepository;
import java.util.List;
import java.util.Optional;

/**
 * A repository as the server serves it.
 *
 * @param external what it stands for outside; null for a hosted one
 */
public record RepositoryView(
    String name, List<String> upstreams, ExternalRepository external, boolean anonymousRead) {

  public RepositoryView {
    upstreams = List.copyOf(upstreams);
  }

  /** What is asked outside for packages of a format. */
  public Optional<ExternalRepository> external(Format format) {
    return Optional.ofNullable(external).filter(e -> e.format() == format);
  }
}

package dev.slipway.packages.repository;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.upstream.ExternalRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A repository as the server serves it.
 *
 * @param external what it stands for outside; null for a hosted one
 * @param asOf the time as of which it is looked at, and then it is only read; null for now
 */
public record RepositoryView(
    String name,
    List<String> upstreams,
    ExternalRepository external,
    boolean anonymousRead,
    Instant asOf) {

  public RepositoryView(
      String name, List<String> upstreams, ExternalRepository external, boolean anonymousRead) {
    this(name, upstreams, external, anonymousRead, null);
  }

  public RepositoryView {
    upstreams = List.copyOf(upstreams);
  }

  /** The repository as it was at a time, as far as that is known. */
  public RepositoryView asOf(Instant time) {
    return new RepositoryView(name, upstreams, external, anonymousRead, time);
  }

  /** What is asked outside for packages of a format. */
  public Optional<ExternalRepository> external(Format format) {
    return Optional.ofNullable(external).filter(e -> e.format() == format);
  }
}

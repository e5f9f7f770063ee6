package dev.slipway.packages.repository;

import dev.slipway.packages.model.Format;
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
 * @param asOf the time as of which it is looked at, and then it is only read; null for now
 */
public record RepositoryView(
    String name,
    List<String> upstreams,
    ExternalRepository external,
    boolean anonymousRead,
    AccessGrants access,
    Instant asOf) {

  /** As it is now. */
  public RepositoryView(
      String name,
      List<String> upstreams,
      ExternalRepository external,
      boolean anonymousRead,
      AccessGrants access) {
    this(name, upstreams, external, anonymousRead, access, null);
  }

  public RepositoryView {
    upstreams = List.copyOf(upstreams);
  }

  /** One that allows nobody anything by itself. */
  public RepositoryView(
      String name, List<String> upstreams, ExternalRepository external, boolean anonymousRead) {
    this(name, upstreams, external, anonymousRead, AccessGrants.NONE);
  }

  /** The repository as it was at a time, as far as that is known. */
  public RepositoryView asOf(Instant time) {
    return new RepositoryView(name, upstreams, external, anonymousRead, access, time);
  }

  /** What is asked outside for packages of a format. */
  public Optional<ExternalRepository> external(Format format) {
    return Optional.ofNullable(external).filter(e -> e.format() == format);
  }
}

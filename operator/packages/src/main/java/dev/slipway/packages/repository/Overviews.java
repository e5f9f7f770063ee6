package dev.slipway.packages.repository;

import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.model.PackageName;
import java.time.Instant;
import java.util.Optional;

/** Overviews that were made and are still true, so that a list of versions is made once. */
final class Overviews {

  private static final int MOST_VERSIONS = 50_000;

  private record Key(String repository, Instant asOf, PackageName name) {}

  private final Remembered<Overview> made = new Remembered<>(MOST_VERSIONS, o -> 1L + o.size());

  /** One that was made of the same and is still true. */
  Optional<Overview> find(
      RepositoryView repository, PackageName name, Overview.Stamp stamp, Instant now) {
    return made.get(new Key(repository.name(), repository.asOf(), name))
        .filter(o -> o.stamp().equals(stamp) && now.isBefore(o.until()));
  }

  void put(RepositoryView repository, PackageName name, Overview overview) {
    made.put(new Key(repository.name(), repository.asOf(), name), overview);
  }
}

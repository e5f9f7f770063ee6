package dev.slipway.packages.upkeep;

import dev.slipway.packages.identity.Unanswered;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.upstream.Documents;
import java.io.IOException;
import java.util.Optional;

/** How a domain's store is looked after while it is served. Thread-safe. */
public interface Care extends Packages.Room {

  /** The blobs, for all who serve. */
  BlobStore blobs();

  /** The manifests, for all who serve. */
  Manifests manifests();

  Limits limits();

  /** Hears of an artifact of a build that is kept. */
  void stored(String digest) throws IOException;

  /**
   * Whether a blob is an artifact of a build. One that only packages have is none, so whoever knows
   * its digest does not get it past the rules of their repositories.
   *
   * @param digest any text
   * @throws Unanswered while that is not known yet
   */
  boolean holds(String digest) throws IOException;

  /** Says where documents of external repositories are; nothing is removed before. */
  void watch(Documents documents);

  /** Why nothing is removed from this store by itself; empty when it is. */
  Optional<String> problem();

  /** Runs the jobs that are due. */
  void tick();

  /** Bytes that may still be published. */
  long room();

  /** Tells what a look for garbage would do now. */
  void garbage(Finding.Listener listener) throws IOException;

  /** Tells what the retention rules would do now. */
  void retention(Finding.Listener listener) throws IOException;
}

package dev.slipway.packages.upkeep;

import dev.slipway.packages.model.Limits;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Refusal;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.upstream.Documents;
import java.io.IOException;
import java.util.Optional;

/**
 * Serves a bucket as it is: several replicas write it, and what upkeep notes are files of one
 * process, so nothing is removed there, nothing is counted, and of the limits only those of single
 * files and versions hold.
 */
public record PlainCare(BlobStore blobs, Manifests manifests, Limits limits) implements Care {

  @Override
  public Optional<Refusal> against(Manifest before, Arrival arrival) {
    return limits.against(before, arrival, 0);
  }

  @Override
  public void stored(String digest) throws IOException {
    new MarkedArtifacts(manifests).stored(digest);
  }

  @Override
  public boolean holds(String digest) throws IOException {
    return Artifacts.isDigest(digest) && new MarkedArtifacts(manifests).holds(digest);
  }

  @Override
  public void watch(Documents documents) {}

  @Override
  public boolean works() {
    return false;
  }

  @Override
  public void tick() {}

  @Override
  public long room() {
    return Long.MAX_VALUE;
  }

  @Override
  public void garbage(Finding.Listener listener) {}

  @Override
  public void retention(Finding.Listener listener) {}
}

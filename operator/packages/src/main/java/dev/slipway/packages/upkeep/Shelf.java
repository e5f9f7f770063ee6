package dev.slipway.packages.upkeep;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore.Blob;
import dev.slipway.packages.store.s3.Shared;
import dev.slipway.packages.store.s3.Whole;
import java.io.IOException;
import java.util.Optional;

/** The bytes of blobs as they lie there, for who looks whether they are whole. */
interface Shelf {

  /** What a blob's bytes are; empty when it is gone. */
  Optional<Digests> read(Blob blob, Pace pace) throws IOException;

  /**
   * Takes a damaged blob away, and keeps its bytes for who looks into it.
   *
   * @return what they are; empty when somebody has brought good ones meanwhile
   */
  Optional<Digests> setAside(Blob blob) throws IOException;

  /** How many were set aside. */
  long aside() throws IOException;

  /** Objects of a bucket, which are brought here to be looked at. */
  static Shelf of(Shared shared) {
    var whole = new Whole(shared);
    return new Shelf() {
      @Override
      public Optional<Digests> read(Blob blob, Pace pace) throws IOException {
        pace.spend((blob.size() >> 10) * Scrub.NANOS_EACH_KIB);
        return whole.read(blob);
      }

      @Override
      public Optional<Digests> setAside(Blob blob) throws IOException {
        return whole.setAside(blob);
      }

      @Override
      public long aside() throws IOException {
        return whole.damaged();
      }
    };
  }
}

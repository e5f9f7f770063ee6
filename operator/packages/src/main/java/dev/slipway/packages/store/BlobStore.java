package dev.slipway.packages.store;

import dev.slipway.packages.model.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Content-addressed bytes. A blob appears whole or not at all. Thread-safe. */
public interface BlobStore {

  /**
   * A blob that is kept.
   *
   * @param digest {@code sha256:HEX}
   * @param size bytes
   * @param keptAt when it was last given to {@link #keep}
   */
  record Blob(String digest, long size, Instant keptAt) {}

  /** Sees blobs one after the other. */
  interface Each {
    void visit(Blob blob) throws IOException;
  }

  /** Where files wait that are no blobs yet; it is emptied at each start. */
  Path waiting();

  /** A file for bytes whose digest is not known yet; {@link #keep} makes a blob of it. */
  Path aside();

  /** Makes the file, whose digests are these, a blob; the file is gone afterwards. */
  void keep(Path file, Digests digests) throws IOException;

  /** The file of a blob; empty when there is none, or when the text is no digest. */
  Optional<Path> find(String digest);

  /** Whether there is a blob. */
  default boolean has(String digest) {
    return find(digest).isPresent();
  }

  /**
   * The bytes of a small blob, which nobody changes; empty when they are to be read of its file.
   */
  default Optional<byte[]> small(Digests digests) throws IOException {
    return Optional.empty();
  }

  /** Shows every blob, in no order; those that come or go meanwhile may be shown or not. */
  void each(Each each) throws IOException;

  /**
   * Removes a blob. Whoever reads its file reads on.
   *
   * @return whether it was there
   */
  boolean remove(String digest) throws IOException;

  /**
   * Makes the file a blob as {@link #keep} does, but after the machine has stopped at once, it may
   * be damaged: only for what can be had again, by those who then look at its digest.
   */
  default void keepForNow(Path file, Digests digests) throws IOException {
    keep(file, digests);
  }

  /** Reads a stream to its end and keeps its bytes. */
  default Digests put(InputStream in) throws IOException {
    return put(in, this::keep);
  }

  /** Reads a stream to its end and keeps its bytes for now. */
  default Digests putForNow(InputStream in) throws IOException {
    return put(in, this::keepForNow);
  }

  /** What becomes of a file. */
  interface Keep {
    void keep(Path file, Digests digests) throws IOException;
  }

  private Digests put(InputStream in, Keep keep) throws IOException {
    var file = aside();
    try {
      var hashing = new Hashing();
      try (var out = Files.newOutputStream(file)) {
        var buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          hashing.update(buffer, 0, n);
          out.write(buffer, 0, n);
        }
      }
      var digests = hashing.digests();
      keep.keep(file, digests);
      return digests;
    } finally {
      Files.deleteIfExists(file);
    }
  }
}

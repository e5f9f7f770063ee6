package dev.slipway.packages.store;

import dev.slipway.packages.model.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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

  /**
   * The file of a blob; empty when there is none, or when the text is no digest. Whoever wants its
   * bytes opens it at once: where files are copies of what is kept elsewhere, one that nobody has
   * asked for in a minute may be removed.
   */
  Optional<Path> find(String digest) throws IOException;

  /** Whether there is a blob. */
  default boolean has(String digest) throws IOException {
    return find(digest).isPresent();
  }

  /**
   * The bytes of a small blob, from 0 to the buffer's capacity; empty when they are to be read of
   * its file. The buffer is everybody's: whoever reads it takes a part of it.
   */
  default Optional<ByteBuffer> small(Digests digests) throws IOException {
    return Optional.empty();
  }

  /** Shows every blob, in no order; those that come or go meanwhile may be shown or not. */
  void each(Each each) throws IOException;

  /**
   * Shows every blob whose digest begins so.
   *
   * @param prefix hexadecimal digits
   */
  default void each(String prefix, Each each) throws IOException {
    each(
        blob -> {
          if (blob.digest().startsWith("sha256:" + prefix)) {
            each.visit(blob);
          }
        });
  }

  /**
   * Removes a blob. Whoever reads its file reads on.
   *
   * @return whether it was there
   */
  boolean remove(String digest) throws IOException;

  /**
   * Makes the file a blob as {@link #keep} does, but when the machine stops within a second or two
   * the blob may be lost: only for what can be had again. Those who refer to it without a manifest
   * look at its digest after a start, for it may be damaged.
   */
  default void keepForNow(Path file, Digests digests) throws IOException {
    keep(file, digests);
  }

  /**
   * Removes a blob as it was seen, and not when it has been kept again since.
   *
   * @return whether it was removed
   */
  default boolean removeSeen(Blob blob) throws IOException {
    return remove(blob.digest());
  }

  /**
   * Whether there is a blob that can be referred to: nobody removes it in the next hour, although
   * nothing may refer to it yet.
   */
  default boolean hold(String digest) throws IOException {
    return find(digest).isPresent();
  }

  /** Reads a stream to its end and keeps its bytes. */
  default Digests put(InputStream in) throws IOException {
    var file = aside();
    try {
      var digests = Hashing.copy(in, file);
      keep(file, digests);
      return digests;
    } finally {
      Files.deleteIfExists(file);
    }
  }
}

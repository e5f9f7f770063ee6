package dev.slipway.packages.store.s3;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.BlobStore.Blob;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Looks whether the objects of a bucket still have their bytes; copies are not asked. */
public final class Whole {

  private static final int PREFIX = "sha256:".length();

  private final S3Client client;
  private final BlobStore blobs;
  private final Download download;
  private final String all;
  private final String damaged;

  public Whole(Shared shared) {
    client = shared.client();
    blobs = shared.blobs();
    download = new Download(client);
    all = shared.prefix() + S3Blobs.ALL;
    damaged = shared.prefix() + "damaged/";
  }

  /** What a blob's bytes are; empty when it is gone. */
  public Optional<Digests> read(Blob blob) throws IOException {
    var file = blobs.aside();
    try {
      return download.into(file, key(blob)) ? Optional.of(Hashing.of(file)) : Optional.empty();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private String key(Blob blob) {
    return S3Blobs.key(all, blob.digest().substring(PREFIX));
  }

  /**
   * Moves damaged bytes to {@code damaged/HEX}, unless somebody writes them again at that moment.
   *
   * @return what they are; empty when they are good, or gone
   */
  public Optional<Digests> setAside(Blob blob) throws IOException {
    var there = client.get(key(blob), 0, 1);
    var file = blobs.aside();
    try {
      if (there.isEmpty() || !download.into(file, key(blob))) {
        return Optional.empty();
      }
      var found = Hashing.of(file);
      if (found.digest().equals(blob.digest())) {
        return Optional.empty();
      }
      var aside = damaged + blob.digest().substring(PREFIX);
      Form.first(found.size())
          .write(client, aside, file, found.size(), found.sha256(), new Condition.None());
      client.delete(key(blob), new Condition.Same(there.get().etag()));
      return Optional.of(found);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** How many damaged blobs were set aside. */
  public long damaged() throws IOException {
    var count = new AtomicLong();
    client.list(damaged, _ -> count.incrementAndGet());
    return count.get();
  }
}

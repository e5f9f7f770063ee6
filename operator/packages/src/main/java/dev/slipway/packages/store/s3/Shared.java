package dev.slipway.packages.store.s3;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.store.RecordLog;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What replicas of a domain share beside packages.
 *
 * @param prefix what all keys begin with, empty or with a slash at the end
 * @param records of the changes that all have made
 * @param lease of what only one replica does
 */
public record Shared(
    S3Client client, String prefix, S3Blobs blobs, RecordLog records, Lease lease) {

  /** A small object below the prefix. */
  public SharedObject object(String key) {
    return new SharedObject(client, prefix + key);
  }

  /** Writes a file over whatever an object of this key has. */
  public void write(String key, Path file, Digests digests) throws IOException {
    Form.first(digests.size())
        .write(client, key, file, digests.size(), digests.sha256(), new Condition.None());
  }
}

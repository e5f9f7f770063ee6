package dev.slipway.packages.quarantine;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.S3Client.Listed;
import dev.slipway.packages.store.s3.Shared;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;

/** Objects {@code quarantine/HEX} of a bucket, the same for all replicas. */
record SuspectObjects(Shared shared) implements SuspectBytes {

  private String key(String sha256) {
    return shared.prefix() + "quarantine/" + sha256;
  }

  @Override
  public void take(Path file, Digests digests, byte[] facts) throws IOException {
    var key = key(digests.sha256());
    shared.write(key, file, digests);
    shared.client().put(key + FACTS, facts, new Condition.None());
    makeRoom();
  }

  @Override
  public void discard(String sha256) throws IOException {
    shared.client().delete(key(sha256));
    shared.client().delete(key(sha256) + FACTS);
  }

  private void makeRoom() throws IOException {
    var all = new ArrayList<Listed>();
    shared
        .client()
        .list(
            key(""),
            object -> {
              if (!object.key().endsWith(FACTS)) {
                all.add(object);
              }
            });
    all.sort(Comparator.comparing(Listed::lastModified).reversed());
    long bytes = 0;
    int files = 0;
    for (var object : all) {
      bytes += object.size();
      files++;
      if (bytes > MOST_BYTES || files > MOST_FILES) {
        shared.client().delete(object.key());
        shared.client().delete(object.key() + FACTS);
      }
    }
  }

  @Override
  public String toString() {
    return "the bucket's " + key("");
  }
}

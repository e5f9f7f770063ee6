package dev.slipway.packages.upkeep;

import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.store.s3.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * A small object {@code artifacts/ab/HEX} for each, whose time is when it was stored last. Its
 * bytes differ each time, so that one which is stored again meanwhile is not removed.
 */
final class ArtifactObjects implements Artifacts {

  private static final int PREFIX = "sha256:".length();

  private final S3Client client;
  private final String folder;
  private volatile boolean complete;

  ArtifactObjects(Shared shared) {
    client = shared.client();
    folder = shared.prefix() + "artifacts/";
  }

  private String key(String digest) {
    var hex = digest.substring(PREFIX);
    return folder + hex.substring(0, 2) + "/" + hex;
  }

  @Override
  public boolean complete() throws IOException {
    complete = complete || client.get(folder + "complete").isPresent();
    return complete;
  }

  @Override
  public void completed() throws IOException {
    write(folder + "complete");
  }

  @Override
  public boolean holds(String digest) throws IOException {
    return Artifacts.isDigest(digest) && client.get(key(digest)).isPresent();
  }

  @Override
  public void stored(String digest) throws IOException {
    write(key(digest));
  }

  private void write(String key) throws IOException {
    var bytes = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    client.put(key, bytes, new Condition.None());
  }

  @Override
  public void forget(String digest, Instant seen) throws IOException {
    var there = client.get(key(digest));
    if (there.isPresent() && !there.get().lastModified().isAfter(seen)) {
      client.delete(key(digest), new Condition.Same(there.get().etag()));
    }
  }

  @Override
  public void each(Each each) throws IOException {
    client.list(
        folder,
        object -> {
          var hex = object.key().substring(object.key().lastIndexOf('/') + 1);
          if (Artifacts.isDigest("sha256:" + hex)) {
            each.visit("sha256:" + hex, object.lastModified());
          }
        });
  }
}

package dev.slipway.packages.upkeep;

import dev.slipway.packages.store.s3.Shared;
import dev.slipway.packages.store.s3.SharedObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Objects {@code upkeep/NAME}, which all replicas read and the holder of the lease writes. */
final class BucketNotes implements Notes {

  private final Shared shared;
  private final ConcurrentMap<String, SharedObject> objects = new ConcurrentHashMap<>();

  BucketNotes(Shared shared) {
    this.shared = shared;
  }

  private SharedObject object(String name) {
    return objects.computeIfAbsent(name, n -> shared.object("upkeep/" + n));
  }

  @Override
  public String read(String name) throws IOException {
    return new String(object(name).read(), StandardCharsets.UTF_8);
  }

  @Override
  public void write(String name, String text) throws IOException {
    object(name).change(_ -> text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Table table(String name) {
    return new DigestObjects(shared.client(), shared.prefix() + "upkeep/" + name + "/");
  }
}

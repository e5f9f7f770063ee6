package dev.slipway.packages.store.s3;

import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Client.Write;
import dev.slipway.packages.s3.S3Exception;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** Finds out whether a store has the conditional writes that replicas need. */
public final class Probe {

  private Probe() {}

  /**
   * Writes an object under several conditions, and removes it.
   *
   * @param prefix what all keys begin with, empty or with a slash at the end
   * @throws IOException when the store ignores a condition, with what it did and what to do
   */
  public static void check(S3Client client, String prefix) throws IOException {
    var key = prefix + "probe/" + UUID.randomUUID();
    try {
      var first = write(client, key, "first", new Condition.Absent());
      // An answer may be lost and its request sent again, so what is there counts.
      var etag =
          first instanceof Write.Done(var tag)
              ? tag
              : client.get(key).map(S3Client.Fetched::etag).orElse("");
      if (etag.isEmpty()) {
        throw refused("refuses to create an object where there is none with If-None-Match: *");
      }
      if (write(client, key, "second", new Condition.Absent()) instanceof Write.Done) {
        throw refused("overwrites an object in spite of If-None-Match: *");
      }
      var other = "\"" + "0".repeat(32) + "\"";
      if (write(client, key, "third", new Condition.Same(other)) instanceof Write.Done) {
        throw refused("overwrites an object in spite of an If-Match with another entity tag");
      }
      var last = write(client, key, "fourth", new Condition.Same(etag));
      var there = client.get(key).map(f -> new String(f.bytes(), StandardCharsets.UTF_8));
      if (!there.orElse("").equals("fourth")) {
        throw refused(
            "answers "
                + last
                + " to a write with the object's own entity tag in If-Match, and then has '"
                + there.orElse("nothing")
                + "'");
      }
    } finally {
      client.delete(key);
    }
  }

  /**
   * Finds out whether an object can be removed as it was seen: whether it has another entity tag
   * when it is written in another form, and whether a removal heeds the tag.
   *
   * @param folder for a file
   * @return what the store lacks; empty when it has it all
   */
  public static Optional<String> removals(S3Client client, String prefix, Path folder)
      throws IOException {
    var key = prefix + "probe/" + UUID.randomUUID();
    var file = Files.createTempFile(folder, "probe", null);
    try {
      Files.writeString(file, key);
      var sha256 = Hashing.of(file).sha256();
      var size = Files.size(file);
      Form.first(size).write(client, key, file, size, sha256, new Condition.None());
      var first = etag(client, key);
      Form.other(size, first).write(client, key, file, size, sha256, new Condition.None());
      var second = etag(client, key);
      if (first.isEmpty() || second.isEmpty() || first.equals(second)) {
        return lacks("gives an object that is written again in parts no other entity tag");
      }
      client.delete(key, new Condition.Same(first));
      if (!etag(client, key).equals(second)) {
        return lacks("removes an object in spite of an If-Match with another entity tag");
      }
      client.delete(key, new Condition.Same(second));
      return etag(client, key).isEmpty()
          ? Optional.empty()
          : lacks("does not remove an object with its own entity tag in If-Match");
    } catch (S3Exception e) {
      return lacks("cannot do what is needed: " + e.getMessage());
    } finally {
      client.delete(key);
      Files.delete(file);
    }
  }

  private static String etag(S3Client client, String key) throws IOException {
    return client.get(key).map(S3Client.Fetched::etag).orElse("");
  }

  private static Optional<String> lacks(String what) {
    return Optional.of(
        "nothing is removed from this bucket by itself, because the store "
            + what
            + "; it would be possible to remove what somebody publishes at that moment");
  }

  private static Write write(S3Client client, String key, String text, Condition condition)
      throws IOException {
    return client.put(key, text.getBytes(StandardCharsets.UTF_8), condition);
  }

  private static IOException refused(String what) {
    return new IOException(
        "the S3 store "
            + what
            + ": it has no conditional writes, so replicas would lose each other's packages; use a"
            + " store that has them, as Amazon S3, or let the domain keep its store on a volume");
  }
}

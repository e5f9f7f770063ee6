package dev.slipway.packages.upkeep;

import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Client.Write;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A {@link DigestTable} in a bucket: {@code all}, and in {@code more/} what replicas have added
 * since. Who replaces the first removes those of the others that it has read. Thread-safe, but for
 * a reading that is to be replaced: only one of those goes on at a time.
 */
final class DigestObjects implements Table {

  private static final int RECORD = 12;

  private final S3Client client;
  private final String prefix;

  /** What the last reading that is to be replaced has seen. */
  private List<String> merged = List.of();

  private String etag;

  DigestObjects(S3Client client, String prefix) {
    this.client = client;
    this.prefix = prefix;
  }

  @Override
  public DigestTable read(boolean toReplace) throws IOException {
    var table = new DigestTable();
    var keys = new ArrayList<String>();
    // In this order: what is merged meanwhile is read twice, and never missed.
    client.list(prefix + "more/", object -> keys.add(object.key()));
    for (var key : keys) {
      var more = client.get(key);
      if (more.isPresent()) {
        raise(table, more.get().bytes());
      }
    }
    var all = client.get(prefix + "all");
    if (all.isPresent()) {
      raise(table, all.get().bytes());
    }
    if (toReplace) {
      merged = keys;
      etag = all.map(S3Client.Fetched::etag).orElse(null);
    }
    return table;
  }

  private static void raise(DigestTable table, byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    while (in.remaining() >= RECORD) {
      table.raise(in.getLong(), in.getInt());
    }
  }

  private static byte[] bytes(DigestTable table) throws IOException {
    var bytes = new ByteArrayOutputStream(table.size() * RECORD);
    try (var out = new DataOutputStream(bytes)) {
      table.each(
          (key, value) -> {
            out.writeLong(key);
            out.writeInt(value);
          });
    }
    return bytes.toByteArray();
  }

  @Override
  public void append(DigestTable more) throws IOException {
    if (more.size() > 0) {
      client.put(prefix + "more/" + UUID.randomUUID(), bytes(more), new Condition.None());
    }
  }

  @Override
  public void replace(DigestTable table) throws IOException {
    Condition condition = etag == null ? new Condition.Absent() : new Condition.Same(etag);
    if (!(client.put(prefix + "all", bytes(table), condition) instanceof Write.Done)) {
      throw new IOException(prefix + "all: another replica has written it meanwhile");
    }
    for (var key : merged) {
      client.delete(key);
    }
    merged = List.of();
  }
}

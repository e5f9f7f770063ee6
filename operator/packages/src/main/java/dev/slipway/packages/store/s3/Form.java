package dev.slipway.packages.store.s3;

import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.Multipart;
import dev.slipway.packages.s3.S3Client;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How an object's bytes are written, by which its entity tag differs though the bytes are the same:
 * that of an object in parts ends with their number. Source: S3 user guide, multipart upload.
 *
 * @param part bytes of a part; 0 for an object without parts
 */
record Form(long part) {

  private static final Form WHOLE = new Form(0);
  private static final Form PARTS = new Form(Multipart.PART);
  private static final Form LARGER_PARTS = new Form(2 * Multipart.PART);

  /** How an object is written that is not there yet. */
  static Form first(long size) {
    return size > Multipart.PART ? PARTS : WHOLE;
  }

  /**
   * How an object is written so that it has another entity tag than before.
   *
   * @param size bytes; of none there is one form only
   */
  static Form other(long size, String etag) {
    if (size <= Multipart.PART) {
      return size == 0 || etag.contains("-") ? WHOLE : PARTS;
    }
    var parts = "-" + Multipart.parts(size, Multipart.PART);
    return etag.replace("\"", "").endsWith(parts) ? LARGER_PARTS : PARTS;
  }

  S3Client.Write write(
      S3Client client, String key, Path file, long size, String sha256, Condition condition)
      throws IOException {
    return part == 0
        ? client.put(key, file, size, sha256, condition)
        : new Multipart(client, part).put(key, file, size, condition);
  }
}

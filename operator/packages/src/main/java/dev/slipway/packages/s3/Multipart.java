package dev.slipway.packages.s3;

import dev.slipway.packages.s3.Connection.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a large file part by part. Source: S3 user guide, multipart upload. */
public final class Multipart {

  /** Bytes of one part: a store takes 5 MiB to 5 GiB, and 10,000 parts. */
  public static final long PART = 64 << 20;

  private static final int NOT_IMPLEMENTED = 501;

  private final S3Client client;
  private final long part;

  public Multipart(S3Client client) {
    this(client, PART);
  }

  /** With parts of another size, by which an object gets another entity tag. */
  public Multipart(S3Client client, long part) {
    this.client = client;
    this.part = part;
  }

  /** How many parts a file has. */
  public static long parts(long size, long part) {
    return (size + part - 1) / part;
  }

  /** Writes an object; nothing of it is left when that fails. */
  public S3Client.Write put(String key, Path file, long size, Condition condition)
      throws IOException {
    var begun = client.send(Call.of("POST", key).query("uploads", ""));
    var id = Answers.fields(begun.body()).getOrDefault("UploadId", "");
    if (begun.status() != 200 || id.isEmpty()) {
      throw begun.failure();
    }
    try {
      var etags = new ArrayList<String>();
      for (long from = 0; from < size; from += part) {
        etags.add(part(key, id, etags.size() + 1, file, from, Math.min(part, size - from)));
      }
      var written = complete(key, id, etags, condition);
      if (written instanceof S3Client.Write.Refused) {
        abort(key, id);
      }
      return written;
    } catch (IOException e) {
      abort(key, id);
      throw e;
    }
  }

  private String part(String key, String id, int number, Path file, long from, long size)
      throws IOException {
    var answer =
        client.send(
            Call.of("PUT", key)
                .query("partNumber", Integer.toString(number))
                .query("uploadId", id)
                .body(Body.of(file, from, size)));
    if (answer.status() != 200) {
      throw answer.failure();
    }
    return answer.header("ETag");
  }

  /** A store may answer 200 and only then say that it failed. */
  private S3Client.Write complete(String key, String id, List<String> etags, Condition condition)
      throws IOException {
    var text = new StringBuilder("<CompleteMultipartUpload>");
    for (int i = 0; i < etags.size(); i++) {
      text.append("<Part><PartNumber>")
          .append(i + 1)
          .append("</PartNumber><ETag>")
          .append(etags.get(i))
          .append("</ETag></Part>");
    }
    text.append("</CompleteMultipartUpload>");
    var answer =
        client.send(
            Call.of("POST", key)
                .query("uploadId", id)
                .headers(S3Client.headers(condition))
                .body(Body.of(text.toString().getBytes(StandardCharsets.UTF_8))));
    if (answer.status() == NOT_IMPLEMENTED && !(condition instanceof Condition.None)) {
      // The object's name is the digest of its bytes: whoever is replaced wrote the same.
      return complete(key, id, etags, new Condition.None());
    }
    if (answer.status() == 200 && "Error".equals(Answers.root(answer.body()))) {
      throw answer.failure();
    }
    return S3Client.written(answer, condition);
  }

  /** What cannot be removed is removed by the store's own rule for unfinished uploads. */
  private void abort(String key, String id) {
    try {
      client.send(Call.of("DELETE", key).query("uploadId", id));
    } catch (IOException e) {
      // The failure that led here is the one to tell.
    }
  }
}

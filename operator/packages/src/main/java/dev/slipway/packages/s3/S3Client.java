package dev.slipway.packages.s3;

import dev.slipway.packages.s3.Connection.Answer;
import dev.slipway.packages.s3.Connection.Call;
import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/** The objects of one bucket. Source: Amazon S3 API reference. Thread-safe. */
public final class S3Client implements Closeable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final String NO_SUCH_KEY = "NoSuchKey";
  private static final int NOT_MODIFIED = 304;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** An object, or a part of it. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Fetched(byte[] bytes, long whole, String etag, Instant lastModified) {}

  /** What became of a read that knows an older answer. */
  public sealed interface Read {
    @SuppressWarnings("ArrayRecordComponent")
    record Changed(byte[] bytes, String etag) implements Read {}

    record Unchanged() implements Read {}

    record Gone() implements Read {}
  }

  /** What became of a write. */
  public sealed interface Write {
    record Done(String etag) implements Write {}

    /** The condition is not met, or somebody writes at the same time. */
    record Refused(int status) implements Write {}
  }

  /** An object as a list shows it. */
  public record Listed(String key, long size, Instant lastModified) {
    static Listed of(Map<String, String> fields) {
      return new Listed(
          fields.get("Key"),
          Long.parseLong(fields.get("Size")),
          Instant.parse(fields.get("LastModified")));
    }
  }

  /** Sees objects one after the other. */
  public interface Each {
    void visit(Listed object) throws IOException;
  }

  private final Connection connection;
  private final Retry retry;

  private S3Client(Connection connection, Retry retry) {
    this.connection = connection;
    this.retry = retry;
  }

  public S3Client(Bucket bucket, InstantSource clock) {
    this(
        new Connection(
            bucket,
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build(),
            clock),
        Retry.PATIENT);
  }

  /** The same bucket, asked with another patience. */
  public S3Client with(Retry other) {
    return new S3Client(connection, other);
  }

  Answer send(Call call) throws IOException {
    return connection.send(call, retry);
  }

  /** Reads an object; empty when there is none. */
  public Optional<Fetched> get(String key) throws IOException {
    return fetched(send(Call.of("GET", key)));
  }

  /**
   * Reads a part of an object.
   *
   * @return fewer bytes than asked where the object ends; empty when there is no object
   */
  public Optional<Fetched> get(String key, long from, int most) throws IOException {
    var range = "bytes=" + from + "-" + (from + most - 1);
    return fetched(send(Call.of("GET", key).headers(Map.of("Range", range))));
  }

  private static Optional<Fetched> fetched(Answer answer) throws S3Exception {
    return switch (answer.status()) {
      case 200, 206 -> Optional.of(fetched(answer, answer.body()));
      case RANGE_NOT_SATISFIABLE -> Optional.of(fetched(answer, new byte[0]));
      case NOT_FOUND -> absent(answer);
      default -> throw answer.failure();
    };
  }

  /** A 404 of something that is no store, or that knows no such bucket, says nothing of a key. */
  private static <T> Optional<T> absent(Answer answer) throws S3Exception {
    if (!NO_SUCH_KEY.equals(answer.code())) {
      throw answer.failure();
    }
    return Optional.empty();
  }

  private static Fetched fetched(Answer answer, byte[] bytes) {
    var range = answer.header("Content-Range");
    return new Fetched(
        bytes,
        range.isEmpty()
            ? bytes.length
            : Long.parseLong(range.substring(range.indexOf('/') + 1).strip()),
        answer.header("ETag"),
        date(answer.header("Last-Modified")));
  }

  private static Instant date(String text) {
    try {
      return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  /** Reads an object of which an older answer is known. */
  public Read getIfChanged(String key, String etag) throws IOException {
    var answer = send(Call.of("GET", key).headers(Map.of("If-None-Match", etag)));
    return switch (answer.status()) {
      case 200 -> new Read.Changed(answer.body(), answer.header("ETag"));
      case NOT_MODIFIED -> new Read.Unchanged();
      case NOT_FOUND -> S3Client.<Read>absent(answer).orElseGet(Read.Gone::new);
      default -> throw answer.failure();
    };
  }

  /** Writes a small object. */
  public Write put(String key, byte[] bytes, Condition condition) throws IOException {
    return put(key, Body.of(bytes), condition);
  }

  /** Writes a file of which the digest is known; of up to 5 GiB. */
  public Write put(String key, Path file, long size, String sha256, Condition condition)
      throws IOException {
    return put(key, Body.of(file, 0, size, sha256), condition);
  }

  private Write put(String key, Body body, Condition condition) throws IOException {
    return written(send(Call.of("PUT", key).headers(headers(condition)).body(body)), condition);
  }

  static Map<String, String> headers(Condition condition) {
    var headers = new HashMap<String, String>();
    switch (condition) {
      case Condition.None _ -> {}
      case Condition.Absent _ -> headers.put("If-None-Match", "*");
      case Condition.Same(var etag) -> headers.put("If-Match", etag);
    }
    return headers;
  }

  static Write written(Answer answer, Condition condition) throws S3Exception {
    var gone =
        answer.status() == NOT_FOUND
            && condition instanceof Condition.Same
            && NO_SUCH_KEY.equals(answer.code());
    return switch (answer.status()) {
      case 200, 201, 204 -> new Write.Done(answer.header("ETag"));
      case CONFLICT, PRECONDITION_FAILED -> new Write.Refused(answer.status());
      default -> {
        if (gone) {
          yield new Write.Refused(answer.status());
        }
        throw answer.failure();
      }
    };
  }

  /** Removes an object; one that is not there is as good as removed. */
  public void delete(String key) throws IOException {
    var answer = send(Call.of("DELETE", key));
    if (answer.status() == NOT_FOUND) {
      absent(answer);
    } else if (answer.status() >= 300) {
      throw answer.failure();
    }
  }

  /**
   * Removes an object that has this entity tag. Source: S3 user guide, conditional deletes.
   *
   * @return false when it has another one, or is not there
   */
  public boolean delete(String key, Condition.Same condition) throws IOException {
    var answer = send(Call.of("DELETE", key).headers(headers(condition)));
    return switch (answer.status()) {
      case 200, 204 -> true;
      case CONFLICT, PRECONDITION_FAILED -> false;
      case NOT_FOUND -> absent(answer).isPresent();
      default -> throw answer.failure();
    };
  }

  /** The first of the objects whose keys begin so. */
  public Optional<Listed> first(String prefix) throws IOException {
    var answer =
        send(
            Call.of("GET", "")
                .query("list-type", "2")
                .query("prefix", prefix)
                .query("max-keys", "1"));
    if (answer.status() != 200) {
      throw answer.failure();
    }
    return Answers.page(answer.body()).objects().stream().findFirst();
  }

  /** Shows the objects whose keys begin so, in order. */
  public void list(String prefix, Each each) throws IOException {
    var first = Call.of("GET", "").query("list-type", "2").query("prefix", prefix);
    var call = first;
    while (call != null) {
      var answer = send(call);
      if (answer.status() != 200) {
        throw answer.failure();
      }
      var page = Answers.page(answer.body());
      for (var object : page.objects()) {
        each.visit(object);
      }
      call = page.next().map(token -> first.query("continuation-token", token)).orElse(null);
    }
  }

  /** Breaks off what runs. */
  @Override
  public void close() {
    connection.close();
  }
}

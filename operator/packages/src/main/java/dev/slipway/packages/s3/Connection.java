package dev.slipway.packages.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Signed requests to one bucket, asked again when the store is busy or the line broke. */
final class Connection {

  private static final int BYTES_A_SECOND = 1 << 20;

  /** A request; the signature is added when it is sent. */
  record Call(
      String method,
      String key,
      TreeMap<String, String> query,
      Map<String, String> headers,
      Body body) {

    static Call of(String method, String key) {
      return new Call(method, key, new TreeMap<>(), Map.of(), Body.NONE);
    }

    Call query(String name, String value) {
      var more = new TreeMap<>(query);
      more.put(name, value);
      return new Call(method, key, more, headers, body);
    }

    Call headers(Map<String, String> all) {
      return new Call(method, key, query, all, body);
    }

    Call body(Body sent) {
      return new Call(method, key, query, headers, sent);
    }

    @Override
    public String toString() {
      return method + " " + (key.isEmpty() ? "the bucket" : key);
    }
  }

  /** What the store said, whatever its status. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(Call call, int status, HttpHeaders headers, byte[] body) {

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    String code() {
      return Answers.fields(body).getOrDefault("Code", "");
    }

    S3Exception failure() {
      var fields = Answers.fields(body);
      return new S3Exception(
          call.toString(),
          status,
          fields.getOrDefault("Code", ""),
          fields.getOrDefault("Message", ""));
    }
  }

  private final Bucket bucket;
  private final HttpClient http;
  private final InstantSource clock;

  Connection(Bucket bucket, HttpClient http, InstantSource clock) {
    this.bucket = bucket;
    this.http = http;
    this.clock = clock;
  }

  /**
   * Sends a request.
   *
   * @return an answer that stays the same when it is asked again
   * @throws S3Exception when the store is busy, or out of reach, for longer than this
   */
  Answer send(Call call, Retry retry) throws IOException {
    for (int failed = 1; ; failed++) {
      try {
        var answer = once(call, retry.timeout());
        if (answer.status() < 400 || !Retry.passing(answer.status(), answer.code())) {
          return answer;
        }
        if (failed == retry.attempts()) {
          throw answer.failure();
        }
      } catch (InterruptedIOException e) {
        throw e;
      } catch (S3Exception e) {
        throw e;
      } catch (IOException e) {
        if (failed == retry.attempts()) {
          throw new S3Exception(call.toString(), e);
        }
      }
      pause(Retry.pause(failed, ThreadLocalRandom.current().nextDouble()));
    }
  }

  void close() {
    http.shutdownNow();
  }

  static void pause(Duration pause) throws InterruptedIOException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while the store was asked");
  }

  private Answer once(Call call, Duration timeout) throws IOException {
    var limit = timeout.plusSeconds(call.body().size() / BYTES_A_SECOND);
    var sent = http.sendAsync(request(call), BodyHandlers.ofByteArray());
    try {
      var response = sent.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(call, response.statusCode(), response.headers(), response.body());
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new HttpTimeoutException("no answer in " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw interrupted();
    }
  }

  private HttpRequest request(Call call) {
    var path = bucket.path(call.key());
    var query = Encoding.query(call.query());
    var signed = new TreeMap<String, String>();
    signed.put("x-amz-content-sha256", call.body().sha256());
    signed.put("x-amz-date", Signature.time(clock.instant()));
    if (!bucket.credentials().sessionToken().isEmpty()) {
      signed.put("x-amz-security-token", bucket.credentials().sessionToken());
    }
    var request =
        HttpRequest.newBuilder(bucket.uri(path, query))
            .method(call.method(), call.body().publisher());
    signed.forEach(request::header);
    call.headers().forEach(request::header);
    signed.put("host", bucket.host());
    return request
        .header(
            "Authorization",
            new Signature(bucket.credentials(), bucket.region(), "s3")
                .authorization(call.method(), path, query, signed, call.body().sha256()))
        .build();
  }
}

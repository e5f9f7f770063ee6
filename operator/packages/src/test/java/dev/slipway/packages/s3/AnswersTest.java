package dev.slipway.packages.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswersTest {

  @Test
  void aPageOfAList() throws IOException {
    var page =
        Answers.page(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
              <Name>b</Name><Prefix>p/</Prefix><KeyCount>2</KeyCount><IsTruncated>true</IsTruncated>
              <Contents><Key>p/a&amp;b</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>
                <ETag>&quot;e&quot;</ETag><Size>5</Size><Owner><ID>x</ID></Owner></Contents>
              <Contents><Key>p/c</Key><LastModified>2026-01-02T00:00:00Z</LastModified><Size>0</Size></Contents>
              <NextContinuationToken>t==</NextContinuationToken>
            </ListBucketResult>
            """
                .getBytes(UTF_8));
    assertThat(page.next()).contains("t==");
    assertThat(page.objects())
        .containsExactly(
            new S3Client.Listed("p/a&b", 5, Instant.parse("2026-01-01T00:00:00Z")),
            new S3Client.Listed("p/c", 0, Instant.parse("2026-01-02T00:00:00Z")));
  }

  @Test
  void aDocumentTypeIsNotRead() {
    var bomb =
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><ListBucketResult><Contents>"
            + "<Key>&x;</Key></Contents></ListBucketResult>";
    assertThatThrownBy(() -> Answers.page(bomb.getBytes(UTF_8))).isInstanceOf(IOException.class);
    assertThat(Answers.fields(bomb.getBytes(UTF_8)).values()).noneMatch(v -> v.contains("root"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | <Error><Code>NoSuchBucket</Code><Message>none</Message></Error> | GET x: the store answers 404 NoSuchBucket (none); create the bucket, or correct its name",
        "403 | <Error><Code>SignatureDoesNotMatch</Code></Error> | GET x: the store answers 403 SignatureDoesNotMatch; correct the access key in the Secret",
        "403 | '' | GET x: the store answers 403; correct the access key and its rights",
        "503 | <html>busy | GET x: the store answers 503; the store is asked too much: try later",
        "500 | <Error><Code>InternalError</Code><Message>we</Message></Error> | GET x: the store answers 500 InternalError (we)",
      })
  void aFailureSaysWhatTheStoreSaidAndWhatHelps(int status, String body, String message) {
    var headers = HttpHeaders.of(Map.of(), (a, b) -> true);
    var call = Connection.Call.of("GET", "x");
    assertThat(new Connection.Answer(call, status, headers, body.getBytes(UTF_8)).failure())
        .hasMessage(message);
  }

  @Test
  void pausesGrowAndEnd() {
    assertThat(Retry.pause(1, 1)).isEqualTo(Duration.ofMillis(50));
    assertThat(Retry.pause(3, 1)).isEqualTo(Duration.ofMillis(200));
    assertThat(Retry.pause(3, 0.5)).isEqualTo(Duration.ofMillis(100));
    assertThat(Retry.pause(100, 1)).isEqualTo(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @CsvSource({
    "503,SlowDown,true",
    "500,InternalError,true",
    "400,RequestTimeout,true",
    "403,AccessDenied,false",
    "412,PreconditionFailed,false",
    "501,NotImplemented,false"
  })
  void whatIsAskedAgain(int status, String code, boolean again) {
    assertThat(Retry.passing(status, code)).isEqualTo(again);
  }
}

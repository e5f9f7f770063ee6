package dev.slipway.packages.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and signatures of AWS's own examples. */
final class SignatureTest {

  private static SortedMap<String, String> pairs(String text, String between) {
    var pairs = new TreeMap<String, String>();
    if (text != null) {
      Arrays.stream(text.split("; "))
          .map(p -> p.split(between, 2))
          .forEach(p -> pairs.put(p[0], p[1]));
    }
    return pairs;
  }

  /** Source: Amazon S3 API reference, Authenticating Requests: Using the Authorization Header. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | test.txt | | range:bytes=0-9 | '' | f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        "PUT | test$file.text | | date:Fri, 24 May 2013 00:00:00 GMT; x-amz-storage-class:REDUCED_REDUNDANCY | Welcome to Amazon S3. | 98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        "GET | '' | lifecycle= | | '' | fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        "GET | '' | prefix=J; max-keys=2 | | '' | 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
      })
  void requestsOfTheS3Reference(
      String method, String key, String query, String more, String body, String signature) {
    var credentials =
        new Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "");
    var payload = Signature.sha256(body.getBytes(StandardCharsets.UTF_8));
    var headers = pairs(more, ":");
    headers.put("host", "examplebucket.s3.amazonaws.com");
    headers.put("x-amz-content-sha256", payload);
    headers.put("x-amz-date", Signature.time(Instant.parse("2013-05-24T00:00:00Z")));
    assertThat(
            new Signature(credentials, "us-east-1", "s3")
                .authorization(
                    method,
                    "/" + Encoding.path(key),
                    Encoding.query(pairs(query, "=")),
                    headers,
                    payload))
        .isEqualTo(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders="
                + String.join(";", headers.keySet())
                + ",Signature="
                + signature);
  }

  /** Source: AWS Signature Version 4 test suite. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | / | | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "POST | / | | 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "GET | / | Param2=value2; Param1=value1 | b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "GET | /ሴ | | 8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
      })
  void requestsOfTheTestSuite(String method, String path, String query, String signature) {
    var headers = pairs("host:example.amazonaws.com; x-amz-date:20150830T123600Z", ":");
    assertThat(
            new Signature(
                    new Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""),
                    "us-east-1",
                    "service")
                .authorization(
                    method,
                    Encoding.path(path),
                    Encoding.query(pairs(query, "=")),
                    headers,
                    Signature.sha256(new byte[0])))
        .endsWith("Signature=" + signature);
  }
}

package dev.slipway.packages.s3;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests. Source: Amazon S3 API reference, Signature Calculations for the Authorization
 * Header: Transferring Payload in a Single Chunk (AWS Signature Version 4).
 *
 * @param service {@code s3}
 */
record Signature(Credentials credentials, String region, String service) {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String HMAC = "HmacSHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int DATE = 8;

  /** The value of {@code x-amz-date}. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * The value of the Authorization header.
   *
   * @param path encoded
   * @param query encoded, in order
   * @param headers all that are signed, names in lower case; {@code x-amz-date} among them
   * @param payload SHA-256 of the body
   */
  String authorization(
      String method, String path, String query, SortedMap<String, String> headers, String payload) {
    var time = headers.get("x-amz-date");
    var date = time.substring(0, DATE);
    var scope = String.join("/", date, region, service, "aws4_request");
    var names = String.join(";", headers.keySet());
    var lines =
        headers.entrySet().stream()
            .map(h -> h.getKey() + ":" + h.getValue().strip() + "\n")
            .collect(Collectors.joining());
    var request = String.join("\n", method, path, query, lines, names, payload);
    var text =
        String.join("\n", ALGORITHM, time, scope, sha256(request.getBytes(StandardCharsets.UTF_8)));
    var key = ("AWS4" + credentials.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
    for (var part : new String[] {date, region, service, "aws4_request"}) {
      key = hmac(key, part);
    }
    return "%s Credential=%s/%s,SignedHeaders=%s,Signature=%s"
        .formatted(
            ALGORITHM,
            credentials.accessKeyId(),
            scope,
            names,
            HexFormat.of().formatHex(hmac(key, text)));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}

package dev.slipway.packages.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

final class BoundedBodyTest {

  private static final int MOST = 16 << 20;

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] read(byte[] body, String coding) throws IOException {
    try (var in = BoundedBody.of(new ByteArrayInputStream(body), coding, MOST)) {
      return in.readAllBytes();
    }
  }

  private static void refused(byte[] body, String coding, int status) {
    assertThatThrownBy(() -> read(body, coding))
        .isInstanceOfSatisfying(
            BoundedBody.Refused.class, e -> assertThat(e.status()).isEqualTo(status));
  }

  @Test
  void aBodyIsReadPlainOrUnpacked() throws IOException {
    var text = "{\"a\": 1}".getBytes(StandardCharsets.UTF_8);
    assertThat(read(text, null)).isEqualTo(text);
    assertThat(read(text, "identity")).isEqualTo(text);
    assertThat(read(gzip(text), "gzip")).isEqualTo(text);
    assertThat(read(gzip(text), " GZIP ")).isEqualTo(text);
    var small = new byte[1 << 20];
    assertThat(read(gzip(small), "gzip")).as("small ones may be packed well").isEqualTo(small);
  }

  @Test
  void aBombIsRefused() throws IOException {
    refused(gzip(new byte[4 << 20]), "gzip", 413);
    refused(new byte[MOST + 1], null, 413);
  }

  @Test
  void whatIsNoGzipIsNotRead() {
    refused(new byte[4], "br", 415);
    assertThatThrownBy(
            () -> read("{\"a\": \"some text\"}".getBytes(StandardCharsets.UTF_8), "gzip"))
        .isInstanceOf(ZipException.class);
  }
}

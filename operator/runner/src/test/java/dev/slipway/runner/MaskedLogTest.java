package dev.slipway.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MaskedLogTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private MaskedLog log(String... secrets) {
    return new MaskedLog(List.of(out), List.of(secrets), CLOCK);
  }

  private static void write(MaskedLog log, String text) {
    var bytes = text.getBytes(UTF_8);
    log.write(bytes, 0, bytes.length);
  }

  private String written() {
    return out.toString(UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "a hunter2 b, a *** b",
        "hunter2hunter2, ******",
        "hunter22, ***",
        "Hunter2, Hunter2",
        "pässwörd!, ***",
        "abc, abc"
      })
  void secretsAreMaskedInEveryLine(String text, String expected) throws IOException {
    try (var log = log("hunter2", "hunter22", "pässwörd!", "abc")) {
      write(log, text + "\n");
    }
    assertThat(written()).isEqualTo(expected + "\n");
  }

  @Test
  void aSecretOfManyLinesIsMaskedLineByLine() throws IOException {
    try (var log = log("-----BEGIN-----\nkeykeykey\n")) {
      write(log, "-----BEGIN-----\nx keykeykey y\n");
    }
    assertThat(written()).isEqualTo("***\nx *** y\n");
  }

  @Test
  void aSecretThatComesInPiecesIsMasked() throws IOException {
    try (var log = log("hunter2")) {
      for (var piece : "say hunter2 again".split("", -1)) {
        write(log, piece);
      }
    }
    assertThat(written()).isEqualTo("say *** again\n");
  }

  @Test
  void aLineWithoutEndIsMaskedWhereverItIsCut() throws IOException {
    var secret = "0123456789abcdef";
    for (int shift = 0; shift < 40; shift++) {
      out.reset();
      try (var log = log(secret)) {
        write(log, "x".repeat((1 << 16) - 20 + shift) + secret + "y".repeat(1 << 17));
        assertThat(out.size()).as("is written before its end").isGreaterThan(1 << 16);
      }
      assertThat(written())
          .isEqualTo("x".repeat((1 << 16) - 20 + shift) + "***" + "y".repeat(1 << 17) + "\n");
    }
  }

  @Test
  void bytesThatAreNoTextStayAsTheyAre() throws IOException {
    var bytes = new byte[] {0, (byte) 0xff, (byte) 0xfe, 'a', '\n'};
    try (var log = log("hunter2")) {
      log.write(bytes, 0, bytes.length);
    }
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void linesOfTheRunnerHaveATimeAndStandAlone() throws IOException {
    try (var log = log("hunter2")) {
      write(log, "no end");
      log.say("Running hunter2");
    }
    assertThat(written()).isEqualTo("no end\n[Container] 2026/01/02 03:04:05 Running ***\n");
  }
}

package dev.slipway.packages.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands after the status of a refusal. */
final class ReasonPhraseTest {

  @ParameterizedTest
  @CsvSource({
    "'it waits', 'it waits'",
    "'  two\nlines\t', 'two lines'",
    "'a\r\nSet-Cookie: b', 'a Set-Cookie: b'",
    "'café \u0000\u007f', 'caf? ??'",
  })
  void itIsOneLineOfPlainCharacters(String text, String words) {
    assertThat(ReasonPhrase.of(text)).isEqualTo(words);
  }

  @Test
  void itIsNotLong() {
    assertThat(ReasonPhrase.of("x".repeat(5000))).hasSize(300);
  }
}

package dev.slipway.core.build.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "a.jar, a.jar, true",
    "./a.jar, a.jar, true",
    "*.jar, a.jar, true",
    "*.jar, x/a.jar, false",
    "**/*, a, true",
    "**/*, x/y/a, true",
    "**/*, .hidden/x, true",
    "**, x/y, true",
    "target/**, target/a/b, true",
    "target/**, other/a, false",
    "**/a.jar, a.jar, true",
    "**/a.jar, x/y/a.jar, true",
    "**/a.jar, x/ba.jar, false",
    "?.txt, a.txt, true",
    "?.txt, ab.txt, false",
    "a?b, a/b, false",
    "a.b, axb, false",
    "[x], [x], true",
    "a+(b), a+(b), true"
  })
  void matches(String glob, String path, boolean expected) {
    assertThat(new Glob(glob).matches(path)).isEqualTo(expected);
  }
}

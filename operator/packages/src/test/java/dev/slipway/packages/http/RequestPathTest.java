package dev.slipway.packages.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestPathTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ | ''",
        "/a/b | a,b",
        "/a/ | a,",
        "/@scope%2fname | @scope/name",
        "/@scope%2Fname/-/x.tgz | @scope/name,-,x.tgz",
        "/a%20b/c+d | a b,c+d",
        "/%255B1.0,2) | %5B1.0,2)",
        "/caf%C3%A9 | café",
        "/... | ...",
        "/a%25 | a%",
      })
  void isSplitAndThenDecodedOnce(String raw, String segments) {
    assertThat(RequestPath.parse(raw).orElseThrow().segments())
        .containsExactly(
            segments.startsWith("%5B") ? new String[] {segments} : segments.split(",", -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "//",
        "/a//b",
        "/.",
        "/..",
        "/a/../b",
        "/a/%2e%2e/b",
        "/%2E",
        "/a%00b",
        "/a%0ab",
        "/a\\b",
        "/a%5cb",
        "/%",
        "/%4",
        "/%4x",
        "/a%ff",
        "/a%c0%ae",
        "/a%7f",
        "/café",
      })
  void whatClimbsOrCannotBeReadIsNoPath(String raw) {
    assertThat(RequestPath.parse(raw)).isEmpty();
  }

  @Test
  void anEncodedSlashIsNoFolder() {
    var path = RequestPath.parse("/x/y/@scope%2fname/file").orElseThrow();
    assertThat(path.from(2)).isEmpty();
    assertThat(path.from(3)).contains("file");
    assertThat(path.from(9)).contains("");
  }

  @ParameterizedTest
  @CsvSource({"a/b-1.0+c.jar, a/b-1.0+c.jar", "a b, a%20b", "a%b?c#d, a%25b%3Fc%23d", "é, %C3%A9"})
  void isEncodedForAnAddress(String path, String encoded) {
    assertThat(RequestPath.encode(path)).isEqualTo(encoded);
  }
}

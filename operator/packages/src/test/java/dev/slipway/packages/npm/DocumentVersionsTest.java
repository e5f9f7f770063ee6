package dev.slipway.packages.npm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a document's versions are, wherever they stand in it. */
final class DocumentVersionsTest {

  @TempDir Path folder;

  private DocumentVersions versions(String document) throws IOException {
    return new DocumentVersions(Files.writeString(folder.resolve("document"), document));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"versions": {"1.0.0": {"a": 1}, "2.0.0": {}}, "name": "x"} | 1.0.0,2.0.0
          {"time": {"versions": {"9.0.0": 1}}, "versions": {"1.0.0": {"versions": {"8.0.0": {}}}}} | 1.0.0
          {"versions": {}, "versions": {"1.0.0": {}}} | 1.0.0
          {"versions": {"1.0.0": "no object", "2.0.0": [{"a": 1}]}} | 1.0.0,2.0.0
          {"versions": [{"name": "x"}], "name": "x"} | ``
          {"versions": null} | ``
          {"name": "x"} | ``
          [] | ``
          """)
  void eachVersionIsNamedOnceAndNothingElse(String document, String names) throws IOException {
    var found = new ArrayList<String>();
    try (var versions = versions(document)) {
      for (var next = versions.next(); next != null; next = versions.next()) {
        found.add(next);
      }
    }
    assertThat(String.join(",", found)).isEqualTo(names);
  }

  @Test
  void someAreReadAndTheOthersArePassedOver() throws IOException {
    var read = new ArrayList<String>();
    try (var versions =
        versions("{\"versions\": {\"1\": {\"a\": {\"b\": 1}}, \"2\": {\"c\": []}, \"3\": {}}}")) {
      for (var next = versions.next(); next != null; next = versions.next()) {
        if (!next.equals("1")) {
          read.add(next + versions.read());
        }
      }
    }
    assertThat(read).isEqualTo(List.of("2{\"c\":[]}", "3{}"));
  }
}

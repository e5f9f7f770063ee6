package dev.slipway.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CrdDriftTest {

  private static final Path COMMITTED = Path.of("..", "..", "crds");

  @Test
  void committedFilesAreWhatTheRecordsSay() throws IOException {
    var made = CrdFiles.make();
    try (var files = Files.list(COMMITTED)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(made.keySet());
    }
    for (var file : made.entrySet()) {
      assertThat(Files.readString(COMMITTED.resolve(file.getKey())))
          .as(
              "crds/%s; write it with: ./mvnw test-compile exec:java -pl operator/api",
              file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void theReferenceIsWhatTheRecordsSay() throws IOException {
    assertThat(Files.readString(Path.of("../docs/reference.md"))).isEqualTo(ReferencePage.make());
  }
}

package dev.slipway.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.core.build.spec.Buildspec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArtifactCollectorTest {

  @TempDir Path source;

  @BeforeEach
  void files() throws IOException {
    for (var name :
        List.of("app.jar", "a.txt", "out/b.txt", "out/deep/c.txt", "out/deep/b.txt", ".hidden/d")) {
      var file = source.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  private Map<String, Path> collect(
      List<String> files, String base, boolean discard, String exclude) throws BuildFailure {
    var log =
        new MaskedLog(List.of(OutputStream.nullOutputStream()), List.of(), InstantSource.system());
    return new ArtifactCollector(source, Map.of("NAME", "app", "DIR", "out"), log)
        .collect(
            new Buildspec.Artifacts(
                files, base, discard, exclude == null ? List.of() : List.of(exclude)));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "app.jar, -, false, -, app.jar",
        "$NAME.jar, -, false, -, app.jar",
        "${NAME}.jar, -, false, -, app.jar",
        "*.txt, -, false, -, a.txt",
        "**/*, out, false, -, b.txt deep/b.txt deep/c.txt",
        "**/*, $DIR, false, -, b.txt deep/b.txt deep/c.txt",
        "**/*, -, false, out/**, .hidden/d a.txt app.jar",
        "out/deep/*, -, true, -, b.txt c.txt"
      })
  void filesAreFound(String files, String base, boolean discard, String exclude, String found)
      throws BuildFailure {
    assertThat(collect(List.of(files), base, discard, exclude).keySet())
        .containsExactlyInAnyOrder(found.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "none | - | no matching artifact paths found: none; paths are relative to the source",
        "** | nowhere | no matching base directory path found for nowhere",
        "** | .. | no matching base directory path found for ..",
        "** | ../../etc | no matching base directory path found for ../../etc"
      })
  void whatIsNotThereIsSaid(String files, String base, String message) {
    assertThatThrownBy(() -> collect(List.of(files), base, false, null))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining(message);
  }

  @Test
  void twoFilesCannotTakeOneName() {
    assertThatThrownBy(() -> collect(List.of("**/b.txt"), null, true, null))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("would both become b.txt");
  }
}

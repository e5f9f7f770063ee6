package dev.slipway.packages.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Archives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives of strangers, whose directory the JDK reads whole into memory. */
final class ZipEntriesTest {

  @TempDir Path folder;

  private Path zip(int entries, int nameLength) throws IOException {
    var bytes =
        Archives.zip(
            z -> {
              for (int i = 0; i < entries; i++) {
                z.add("%06d".formatted(i) + "n".repeat(nameLength - 6), "");
              }
            });
    return Files.write(folder.resolve("archive.zip"), bytes);
  }

  @ParameterizedTest
  @CsvSource({"3, 20, true", "100000, 20, true", "100001, 20, false", "700, 50000, false"})
  void onlyDirectoriesOfABoundedSizeAreRead(int entries, int nameLength, boolean read)
      throws IOException {
    var file = zip(entries, nameLength);
    assertThat(ZipEntries.names(file).isPresent()).isEqualTo(read);
    assertThat(ZipEntries.all(file, _ -> true)).isEqualTo(read);
    assertThat(ZipEntries.find(file, n -> n.startsWith("000001"), 10).isPresent()).isEqualTo(read);
  }

  @Test
  void whatIsNoArchiveHasNoEntries() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "not a zip archive, and not a short one");
    assertThat(ZipEntries.names(file)).isEmpty();
    assertThat(ZipEntries.all(file, _ -> true)).isFalse();
    assertThat(ZipEntries.find(file, _ -> true, 10)).isEmpty();
  }
}

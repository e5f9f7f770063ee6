package dev.slipway.packages.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {

  @TempDir Path folder;

  private List<String> records() throws IOException {
    var found = new ArrayList<String>();
    new Journal(folder, r -> found.add(new String(r, UTF_8))).close();
    return found;
  }

  private void append(String... records) throws IOException {
    try (var journal = new Journal(folder, r -> {})) {
      for (var record : records) {
        journal.append(record.getBytes(UTF_8));
      }
    }
  }

  private List<Path> files() throws IOException {
    try (var all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  @Test
  void whatIsAppendedIsReadInOrderByTheNextProcess() throws IOException {
    append("one", "two");
    append("three");
    assertThat(records()).containsExactly("one", "two", "three");
  }

  @Test
  void aFileThatIsCutAnywhereHasItsWholeRecords() throws IOException {
    var all = List.of("first", "second record", "3");
    append(all.toArray(String[]::new));
    var file = files().getFirst();
    var bytes = Files.readAllBytes(file);
    int record = 0;
    int end = 8 + all.getFirst().length();
    for (int length = 0; length <= bytes.length; length++) {
      if (length == end) {
        record++;
        end += record < all.size() ? 8 + all.get(record).length() : bytes.length;
      }
      try (var left = Files.list(folder)) {
        for (var path : left.toList()) {
          Files.delete(path);
        }
      }
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThat(records()).as("cut at %d", length).isEqualTo(all.subList(0, record));
      append("later");
      assertThat(records()).as("cut at %d", length).hasSize(record + 1).endsWith("later");
    }
  }

  @Test
  void aFileMadeLongerThanWhatWasWrittenIsRead() throws IOException {
    append("one");
    Files.write(files().getFirst(), new byte[5000], StandardOpenOption.APPEND);
    assertThat(records()).containsExactly("one");
  }

  @Test
  void damageInTheMiddleIsNotPassedOver() throws IOException {
    append("one", "two");
    var file = files().getFirst();
    var bytes = Files.readAllBytes(file);
    bytes[9] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(this::records)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged at byte 0");
  }

  @Test
  void manyAppendAtOnce() throws Exception {
    try (var journal = new Journal(folder, r -> {});
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 2000)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        journal.append(("record " + i).getBytes(UTF_8));
                        return null;
                      })
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
    }
    assertThat(records())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 2000).mapToObj(i -> "record " + i).toList());
  }

  @Test
  void filesWhoseRecordsAreKeptElsewhereGo() throws IOException {
    try (var journal = new Journal(folder, r -> {})) {
      journal.append("old".getBytes(UTF_8));
      assertThat(journal.size()).isEqualTo(11);
      long from = journal.rotate();
      assertThat(journal.size()).isZero();
      journal.append("new".getBytes(UTF_8));
      journal.forget(from);
    }
    assertThat(records()).containsExactly("new");
  }

  @Test
  void aClosedJournalTakesNothing() throws IOException {
    var journal = new Journal(folder, r -> {});
    journal.close();
    assertThatThrownBy(() -> journal.append(new byte[1])).hasMessage("the journal is closed");
  }

  @Test
  void recordsHaveALength() throws IOException {
    try (var journal = new Journal(folder, r -> {})) {
      assertThatThrownBy(() -> journal.append(new byte[0])).isInstanceOf(IOException.class);
    }
  }
}

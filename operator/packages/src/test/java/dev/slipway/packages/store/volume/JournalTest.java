package dev.slipway.packages.store.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** A record of 3 bytes takes 11; each of these is a flush of its own. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 8, 10, 11, 14, 21})
  void damageInWhatWasAcknowledgedIsNotPassedOver(int at) throws IOException {
    append("one", "two", "end");
    var file = files().getFirst();
    damage(file, at);
    assertThatThrownBy(this::records)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged at byte " + at / 11 * 11);
  }

  private static void damage(Path file, int at) throws IOException {
    var bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  /**
   * A file system may write the end of a file before what stands before it; then the power is gone
   * before the flush has ended.
   */
  @ParameterizedTest
  @ValueSource(ints = {11, 14, 15, 19, 21})
  void aFlushThatIsThereInPartIsReadUpToItsFirstDamage(int at) throws IOException {
    try (var journal = new Journal(folder, r -> {})) {
      journal.append("one".getBytes(UTF_8));
      journal.appendEarly("two".getBytes(UTF_8), () -> {});
      journal.append("end".getBytes(UTF_8));
    }
    damage(files().getFirst(), at);
    assertThat(records()).containsExactly("one");
    append("new");
    assertThat(records()).containsExactly("one", "new");
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
  void anEarlyRecordIsThereWhenALaterAppendReturns() throws Exception {
    try (var journal = new Journal(folder, r -> {})) {
      for (int i = 0; i < 50; i++) {
        var told = new AtomicBoolean();
        journal.appendEarly(("early " + i).getBytes(UTF_8), () -> told.set(true));
        journal.append(("late " + i).getBytes(UTF_8));
        assertThat(told).isTrue();
      }
    }
    assertThat(records())
        .containsExactlyElementsOf(
            IntStream.range(0, 50)
                .boxed()
                .flatMap(i -> Stream.of("early " + i, "late " + i))
                .toList());
  }

  @Test
  void anEarlyRecordIsThereAfterASecondByItself() throws Exception {
    var told = new CountDownLatch(1);
    try (var journal = new Journal(folder, r -> {})) {
      journal.appendEarly("early".getBytes(UTF_8), told::countDown);
      assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.size(files().getFirst())).isPositive();
    }
  }

  @Test
  void whoSettlesFindsWhatWasAppendedEarly() throws IOException {
    try (var journal = new Journal(folder, r -> {})) {
      journal.settle();
      assertThat(journal.size()).isZero();
      var told = new AtomicInteger();
      journal.appendEarly("one".getBytes(UTF_8), told::incrementAndGet);
      journal.appendEarly(
          "two".getBytes(UTF_8),
          () -> {
            told.incrementAndGet();
            throw new IllegalStateException("for the log");
          });
      journal.settle();
      assertThat(told).hasValue(2);
      assertThat(journal.size()).isEqualTo(22);
    }
    assertThat(records()).containsExactly("one", "two");
  }

  @Test
  void anEarlyRecordIsThereAfterTheEnd() throws IOException {
    try (var journal = new Journal(folder, r -> {})) {
      journal.appendEarly("early".getBytes(UTF_8), () -> {});
    }
    assertThat(records()).containsExactly("early");
  }

  /** Until there is room again an early record waits, and nothing that counts on it is there. */
  @Test
  void anEarlyRecordFailsTogetherWithWhatFollowsIt() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root mounts a file system");
    var small = Files.createDirectory(folder.resolve("small"));
    var shell = new Shell(folder, Map.of());
    shell.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small.toString());
    try {
      var read = new ArrayList<String>();
      try (var journal = new Journal(small, r -> {})) {
        var filler = small.resolve("filler");
        shell.attempt(null, "dd", "if=/dev/zero", "of=" + filler, "bs=4096");
        var told = new AtomicInteger();
        journal.appendEarly("early".getBytes(UTF_8), told::incrementAndGet);
        assertThatThrownBy(() -> journal.append("refused".getBytes(UTF_8)))
            .isInstanceOf(IOException.class);
        assertThat(told).hasValue(0);
        for (int i = 1; i < 1000; i++) {
          journal.appendEarly(("early " + i).getBytes(UTF_8), told::incrementAndGet);
        }
        assertThatThrownBy(() -> journal.appendEarly("one more".getBytes(UTF_8), () -> {}))
            .isInstanceOf(IOException.class);
        Files.delete(filler);
        journal.append("late".getBytes(UTF_8));
        assertThat(told).hasValue(1000);
      }
      new Journal(small, r -> read.add(new String(r, UTF_8))).close();
      assertThat(read).hasSize(1001).startsWith("early", "early 1").endsWith("early 999", "late");
    } finally {
      shell.run("umount", "-l", small.toString());
    }
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
    assertThatThrownBy(() -> journal.appendEarly(new byte[1], () -> {}))
        .hasMessage("the journal is closed");
  }

  @Test
  void recordsHaveALength() throws IOException {
    try (var journal = new Journal(folder, r -> {})) {
      assertThatThrownBy(() -> journal.append(new byte[0])).isInstanceOf(IOException.class);
    }
  }
}

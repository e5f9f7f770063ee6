package dev.slipway.packages.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.store.Hashing;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many who read one file while it comes in. */
final class FetchTest {

  private static final int READERS = 50;

  @TempDir Path folder;

  private final Fetch fetch = new Fetch();

  private byte[] read() throws Exception {
    assertThat(fetch.await()).isTrue();
    var out = new ByteArrayOutputStream();
    fetch.copyTo(out);
    return out.toByteArray();
  }

  @RepeatedTest(20)
  void everyReaderGetsAllOfIt(RepetitionInfo turn) throws Exception {
    var random = new Random(turn.getCurrentRepetition());
    var bytes = new byte[300_000];
    random.nextBytes(bytes);
    var file = folder.resolve("file");
    Files.createFile(file);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<byte[]>>();
      for (int at = 0; at < bytes.length; ) {
        if (at > 0 || random.nextBoolean()) {
          all.add(threads.submit(this::read));
        }
        int n = Math.min(1 + random.nextInt(2 * bytes.length / READERS), bytes.length - at);
        try (var out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
          out.write(bytes, at, n);
        }
        if (at == 0) {
          fetch.flowing(file, -1, null);
        }
        at += n;
        fetch.more(at);
      }
      var whole = Files.move(file, folder.resolve("whole"));
      fetch.done(whole, Hashing.of(whole), () -> {});
      all.add(threads.submit(this::read));
      for (var one : all) {
        assertThat(one.get()).isEqualTo(bytes);
      }
    }
    assertThat(fetch.length()).isEqualTo(bytes.length);
  }

  @Test
  void aFailureEndsAllWhoRead() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "part");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> all =
          Stream.generate(() -> threads.submit(this::read)).limit(READERS).toList();
      fetch.flowing(file, 100, null);
      fetch.more(4);
      fetch.failed(new UpstreamException("broken"));
      for (var one : all) {
        assertThatThrownBy(one::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(UpstreamException.class)
            .hasMessageContaining("broken");
      }
    }
    // Somebody may still write what came before.
    fetch.more(50);
    assertThatThrownBy(this::read).hasMessage("broken");
    assertThatThrownBy(fetch::awaitWhole).hasMessage("broken");
  }

  @Test
  void whoBeginsToReadAfterItHasBrokenOffHearsWhy() throws Exception {
    var file = Files.writeString(folder.resolve("part"), "half");
    fetch.flowing(file, 8, null);
    assertThat(fetch.await()).isTrue();
    fetch.failed(new UpstreamException("it ends after 4 of 8 bytes"));
    assertThatThrownBy(() -> fetch.copyTo(new ByteArrayOutputStream()))
        .isInstanceOf(UpstreamException.class)
        .hasMessageContaining("it ends after 4 of 8 bytes");
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var there = threads.submit(fetch::await);
      fetch.absent();
      assertThat(there.get()).isFalse();
    }
  }
}

package dev.slipway.packages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.volume.VolumeBlobs;
import dev.slipway.packages.thread.ConnectionThread;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays in memory of a store, and what does not. */
final class HotBlobsTest {

  private static final int LARGE = 300_000;

  @TempDir Path folder;

  private HotBlobs blobs;

  @BeforeEach
  void open() throws IOException {
    blobs = new HotBlobs(new VolumeBlobs(folder));
  }

  private Digests keep(int size) throws IOException {
    return blobs.put(new ByteArrayInputStream(new byte[size]));
  }

  @Test
  void aSmallBlobIsReadOnce() throws IOException {
    var digests = keep(10);
    assertThat(blobs.small(digests)).contains(ByteBuffer.wrap(new byte[10]));
    Files.delete(blobs.find(digests.digest()).orElseThrow());
    assertThat(blobs.small(digests)).contains(ByteBuffer.wrap(new byte[10]));
    assertThat(blobs.has(digests.digest())).isTrue();
  }

  @Test
  void aLargeBlobStaysOnTheDisk() throws IOException {
    assertThat(blobs.small(keep(LARGE))).isEmpty();
  }

  @Test
  void aRemovedBlobIsForgotten() throws IOException {
    var digests = keep(10);
    assertThat(blobs.small(digests)).isPresent();
    assertThat(blobs.remove(digests.digest())).isTrue();
    assertThat(blobs.small(digests)).isEmpty();
    assertThat(blobs.has(digests.digest())).isFalse();
  }

  @Test
  void whatWasNotReadForLongMakesRoom() throws IOException {
    var first = keep(1);
    assertThat(blobs.small(first)).isPresent();
    Files.delete(blobs.find(first.digest()).orElseThrow());
    for (int size = 200_000; size < 200_100; size++) {
      assertThat(blobs.small(keep(size))).isPresent();
    }
    assertThat(blobs.small(first)).isEmpty();
  }

  @Test
  void onlySoManyFilesAreMapped() throws IOException {
    blobs = new HotBlobs(new VolumeBlobs(folder), 10);
    for (int size = 0; size < 50; size++) {
      var bytes = blobs.small(keep(size)).orElseThrow();
      assertThat(bytes).isEqualTo(ByteBuffer.wrap(new byte[size]));
      assertThat(bytes.isDirect()).as("file %d", size).isEqualTo(size < 10);
    }
  }

  /** What nobody has any more makes room for others. */
  @Test
  void mappedFilesAreGivenBack() throws IOException {
    blobs = new HotBlobs(new VolumeBlobs(folder), 10);
    for (int size = 0; size < 10; size++) {
      var digests = keep(size);
      assertThat(blobs.small(digests)).isPresent();
      blobs.remove(digests.digest());
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              var digests = keep(20);
              var direct = blobs.small(digests).orElseThrow().isDirect();
              blobs.remove(digests.digest());
              return direct;
            });
  }

  @Test
  void aThreadThatWatchesConnectionsGetsOnlyWhatIsInMemory() throws Exception {
    var known = keep(10);
    var unknown = keep(11);
    assertThat(blobs.small(known)).isPresent();
    var task =
        new FutureTask<Void>(
            () -> {
              assertThat(blobs.small(known)).isPresent();
              assertThatThrownBy(() -> blobs.small(unknown))
                  .isInstanceOf(ConnectionThread.MustNotWait.class);
              return null;
            });
    new ConnectionThread(Thread.currentThread().getThreadGroup(), task).start();
    task.get();
  }
}

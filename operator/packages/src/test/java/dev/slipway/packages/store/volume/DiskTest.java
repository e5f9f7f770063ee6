package dev.slipway.packages.store.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskTest {

  @TempDir Path folder;

  /** How many of this process's files are this folder. */
  private static long open(Path folder) throws IOException {
    long count = 0;
    try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (var descriptor : all) {
        count += descriptor.toFile().exists() && Files.isSameFile(descriptor, folder) ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void aDiskIsForcedUntilItIsClosed() throws IOException {
    var disk = Disk.of(folder).orElseThrow();
    Files.writeString(folder.resolve("file"), "text");
    disk.force();
    disk.forceSoon();
    assertThat(open(folder)).isEqualTo(1);
    disk.close();
    disk.close();
    assertThat(open(folder)).isZero();
    disk.forceSoon();
    assertThatThrownBy(disk::force).isInstanceOf(ClosedChannelException.class);
  }

  /** What answers to a file's name but has no disk cannot be relied on. */
  @Test
  void onlyFileSystemsThatAreKnownToDoItAreForcedAsAWhole() throws IOException {
    assertThat(Disk.of(Path.of("/proc"))).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereIsTold() {
    assertThatThrownBy(() -> Disk.of(folder.resolve("gone"))).isInstanceOf(IOException.class);
  }
}

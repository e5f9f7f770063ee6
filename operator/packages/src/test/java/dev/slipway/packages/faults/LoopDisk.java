package dev.slipway.packages.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A file system in a file, whose power can be cut. Needs root and loop devices. */
final class LoopDisk implements AutoCloseable {

  private static final String BYTES = "512M";

  /**
   * Ends a file system as it is on its device, and writes nothing more of what is in memory:
   * neither files nor its own journal. Source: Linux, EXT4_IOC_SHUTDOWN with
   * EXT4_GOING_FLAGS_NOLOGFLUSH.
   */
  private static final String CUT =
      """
      import fcntl, os, struct, sys
      fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack("I", 2))
      """;

  private final Path folder;
  private final Path image;
  private final Shell shell;
  private boolean mounted;

  /** Makes one that has nothing. */
  LoopDisk(Path work) throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root mounts a file system");
    assumeTrue(Files.exists(Path.of("/dev/loop-control")), "there are no loop devices");
    shell = new Shell(work, Map.of());
    image = work.resolve("disk.img");
    folder = Files.createDirectory(work.resolve("disk"));
    shell.run("truncate", "-s", BYTES, image.toString());
    shell.run("mkfs.ext4", "-q", image.toString());
  }

  /** Switches it on. */
  Path mount() {
    shell.run("mount", "-o", "loop", image.toString(), folder.toString());
    mounted = true;
    return folder;
  }

  Path folder() {
    return folder;
  }

  /** Cuts its power: from here on nothing can be read or written. */
  void cut() {
    shell.run("python3", "-c", CUT, folder.toString());
  }

  /** Takes it away, when nobody uses it any more. */
  void unmount() {
    shell.run("umount", folder.toString());
    mounted = false;
  }

  @Override
  public void close() {
    if (mounted) {
      shell.run("umount", "-l", folder.toString());
    }
  }
}

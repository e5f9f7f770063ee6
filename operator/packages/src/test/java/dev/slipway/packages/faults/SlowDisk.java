package dev.slipway.packages.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lets a process write to the disk of a folder only so many times a second, by a control group.
 * Needs root, and the first version of control groups.
 */
final class SlowDisk implements AutoCloseable {

  private static final Path GROUPS = Path.of("/sys/fs/cgroup/blkio");
  private static final int MINOR_BITS = 8;

  private final Path group;

  /**
   * Slows a process down.
   *
   * @param writes a second
   */
  SlowDisk(Path folder, long pid, int writes) throws IOException {
    group = Files.createDirectory(GROUPS.resolve("slow-disk-" + pid));
    Files.writeString(
        group.resolve("blkio.throttle.write_iops_device"), device(folder) + " " + writes);
    Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
  }

  /** Whether this machine can do it. */
  static boolean possible() {
    return Files.isWritable(GROUPS);
  }

  private static String device(Path folder) throws IOException {
    long device = ((Number) Files.getAttribute(folder, "unix:dev")).longValue();
    return (device >> MINOR_BITS) + ":" + (device & ((1 << MINOR_BITS) - 1));
  }

  /** The process must have ended. */
  @Override
  public void close() throws IOException {
    Files.delete(group);
  }
}

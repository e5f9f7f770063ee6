package dev.slipway.packages.store.volume;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The row of files that a journal is, {@code NUMBER.journal}. Each process begins a new one, as it
 * does when the last one could not be written. Thread-safe.
 */
final class JournalFiles implements Closeable {

  private static final String SUFFIX = ".journal";
  private static final String NAME = "%016d" + SUFFIX;

  private final Path folder;
  private FileChannel channel;
  private long number;
  private volatile long good;

  /**
   * Reads the files of a folder and begins a new one.
   *
   * @throws IOException also when one is damaged, see {@link Frames#replay}
   */
  JournalFiles(Path folder, Journal.Reader reader) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    for (var path : files()) {
      Frames.replay(path, reader);
      number = number(path);
    }
    begin();
  }

  private List<Path> files() throws IOException {
    try (var all = Files.list(folder)) {
      return all.filter(p -> p.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  private static long number(Path path) {
    return Long.parseLong(path.getFileName().toString().replace(SUFFIX, ""));
  }

  /** Nothing is written to a file whose name may not be on the disk. */
  private void begin() throws IOException {
    number++;
    var opened =
        FileChannel.open(
            folder.resolve(NAME.formatted(number)),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
    try {
      Disk.force(folder);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    channel = opened;
    good = 0;
  }

  /**
   * Appends frames and returns when all are on the disk.
   *
   * @param frames of {@link Frames#of}, each from its beginning; may be none
   * @throws IOException when none of them will be found later
   */
  synchronized void append(List<ByteBuffer> frames) throws IOException {
    if (frames.isEmpty()) {
      return;
    }
    if (channel == null) {
      begin();
    }
    Frames.beginFlush(frames.getFirst());
    try {
      for (var frame : frames) {
        while (frame.hasRemaining()) {
          channel.write(frame);
        }
      }
      channel.force(false);
      good = channel.position();
    } catch (IOException e) {
      abandon();
      throw e;
    }
  }

  /** After a failed write nobody knows what the file has: what was not acknowledged is cut off. */
  private void abandon() {
    try (var left = channel) {
      left.truncate(good);
      left.force(true);
    } catch (IOException e) {
      // The disk takes nothing at all. A record that is whole by chance may be found again.
    } finally {
      channel = null;
    }
  }

  /** Bytes that have been appended since the last rotation. */
  long size() {
    return good;
  }

  /**
   * Begins a new file.
   *
   * @return its number, for {@link #forget}
   */
  synchronized long rotate() throws IOException {
    close();
    begin();
    return number;
  }

  /** Removes the files before this one. */
  void forget(long before) throws IOException {
    for (var path : files()) {
      if (number(path) < before) {
        Files.delete(path);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}

package dev.slipway.packages.event;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Events in files of lines, {@code NUMBER.jsonl}, where the number is that of the file's first
 * event; the oldest files go when all have become too large. What follows the last whole line was
 * never shown to anybody and is cut off. One thread writes, others may read meanwhile.
 */
final class EventFiles implements Closeable {

  private static final String SUFFIX = ".jsonl";
  private static final String NAME = "%016d" + SUFFIX;

  private final Path folder;
  private final long fileBytes;
  private final int files;

  /** Paths by the number of their first event. */
  private final NavigableMap<Long, Path> paths = new ConcurrentSkipListMap<>();

  private final AtomicLong last = new AtomicLong();
  private FileChannel channel;
  private long good;
  private boolean torn;

  /**
   * Opens the files of a folder.
   *
   * @param fileBytes when a file is full
   * @param files how many are kept
   * @param each sees every line that is there
   */
  EventFiles(Path folder, long fileBytes, int files, Consumer<String> each) throws IOException {
    this.folder = folder;
    this.fileBytes = fileBytes;
    this.files = files;
    Files.createDirectories(folder);
    try (var all = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (var path : all) {
        paths.put(Long.parseLong(path.getFileName().toString().replace(SUFFIX, "")), path);
      }
    }
    for (var file : paths.entrySet()) {
      last.set(file.getKey() - 1 + read(file.getValue(), each));
    }
  }

  /** How many whole lines a file has; what follows them is cut off. */
  private static long read(Path path, Consumer<String> each) throws IOException {
    var bytes = Files.readAllBytes(path);
    long count = 0;
    int begin = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        each.accept(new String(bytes, begin, i - begin, StandardCharsets.UTF_8));
        begin = i + 1;
        count++;
      }
    }
    if (begin < bytes.length) {
      Files.write(path, Arrays.copyOf(bytes, begin));
    }
    return count;
  }

  /** Number of the newest event; 0 before the first. */
  long last() {
    return last.get();
  }

  /** Number of the oldest event that is kept; one more than the last when none is. */
  long oldest() {
    return paths.isEmpty() ? last() + 1 : paths.firstKey();
  }

  /** Appends lines, which are on the disk when this returns, or not there at all. */
  void append(List<String> lines) throws IOException {
    open();
    var text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
      good = channel.position();
    } catch (IOException e) {
      torn = true;
      close();
      throw e;
    }
    last.addAndGet(lines.size());
  }

  private void open() throws IOException {
    if (channel != null && good < fileBytes) {
      return;
    }
    close();
    var newest = paths.lastEntry();
    if (newest == null || (!torn && Files.size(newest.getValue()) >= fileBytes)) {
      long first = last() + 1;
      var path = folder.resolve(NAME.formatted(first));
      Files.write(path, new byte[0]);
      paths.put(first, path);
      try (var parent = FileChannel.open(folder, StandardOpenOption.READ)) {
        parent.force(true);
      }
    }
    channel = FileChannel.open(paths.lastEntry().getValue(), StandardOpenOption.WRITE);
    if (torn) {
      channel.truncate(good);
      torn = false;
    }
    good = channel.size();
    channel.position(good);
    while (paths.size() > files) {
      Files.deleteIfExists(paths.pollFirstEntry().getValue());
    }
  }

  /** The events after a number, of one file at most. */
  List<String> after(long number, int most) throws IOException {
    var found = new ArrayList<String>();
    var first = Math.max(number + 1, oldest());
    var file = paths.floorEntry(first);
    if (file == null || first > last()) {
      return found;
    }
    // What is being appended now is not shown before it is on the disk.
    long until = Math.min(last(), first + most - 1);
    try (BufferedReader lines = Files.newBufferedReader(file.getValue())) {
      for (long at = file.getKey(); at <= until; at++) {
        var line = lines.readLine();
        if (line == null) {
          break;
        }
        if (at >= first) {
          found.add(line);
        }
      }
    } catch (NoSuchFileException e) {
      // It has become too old meanwhile.
      return after(Math.max(number, oldest() - 1), most);
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}

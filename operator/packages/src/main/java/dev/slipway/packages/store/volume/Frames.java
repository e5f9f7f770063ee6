package dev.slipway.packages.store.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How records stand in a file of a journal: each is its length, its CRC-32C, both 4 bytes with the
 * highest first, and its bytes. The highest bit of the length says that the record begins a flush:
 * whatever stands before it was on the disk then.
 */
final class Frames {

  private static final Logger LOG = LoggerFactory.getLogger(Frames.class);
  private static final int HEADER = 8;
  private static final int LARGEST = 256 << 20;
  private static final int BEGINS = 1 << 31;
  private static final int WINDOW = 1 << 16;

  private Frames() {}

  /**
   * A record as it is written.
   *
   * @throws IOException when it is empty or too large
   */
  static ByteBuffer of(byte[] record) throws IOException {
    if (record.length == 0 || record.length > LARGEST) {
      throw new IOException("a record has 1 to " + LARGEST + " bytes");
    }
    var frame = ByteBuffer.allocate(HEADER + record.length);
    return frame.putInt(record.length).putInt(crc(record)).put(record).flip();
  }

  /** Says of a frame that it is the first of a flush. */
  static void beginFlush(ByteBuffer frame) {
    frame.putInt(0, frame.getInt(0) | BEGINS);
  }

  /**
   * Reads the records of a file, in order. What follows the last whole flush was never
   * acknowledged: a power cut may have left any part of it, and it is read up to the first record
   * that is not whole.
   *
   * @throws IOException also when a record is damaged that was on the disk once: somebody else has
   *     changed the file, and what follows cannot be trusted
   */
  static void replay(Path path, Journal.Reader reader) throws IOException {
    try (var in = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = in.size();
      long at = 0;
      while (at < size) {
        var record = record(in, at, size);
        if (record.isEmpty()) {
          if (flushedAfter(in, at, size)) {
            throw damaged(path, at);
          }
          LOG.info("{}: {} bytes at its end were never acknowledged", path, size - at);
          return;
        }
        reader.read(record.get());
        at += HEADER + record.get().length;
      }
    }
  }

  /** The record that begins here, when it is whole. */
  private static Optional<byte[]> record(FileChannel in, long at, long size) throws IOException {
    if (at + HEADER > size) {
      return Optional.empty();
    }
    var header = read(in, at, HEADER);
    int length = header.getInt() & ~BEGINS;
    int crc = header.getInt();
    if (length == 0 || length > LARGEST || at + HEADER + length > size) {
      return Optional.empty();
    }
    var record = read(in, at + HEADER, length).array();
    return crc == crc(record) ? Optional.of(record) : Optional.empty();
  }

  /** Whether a whole record further on begins a flush, wherever it stands. */
  private static boolean flushedAfter(FileChannel in, long from, long size) throws IOException {
    for (long start = from + 1; start + HEADER <= size; start += WINDOW) {
      var window = read(in, start, (int) Math.min(WINDOW + HEADER - 1, size - start));
      for (int i = 0; i + HEADER <= window.limit(); i++) {
        int header = window.getInt(i);
        long end = start + i + HEADER + (header & ~BEGINS);
        if (header < 0 && end <= size && record(in, start + i, size).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  private static IOException damaged(Path path, long at) {
    return new IOException(
        path + " is damaged at byte " + at + ": restore the volume from a backup");
  }

  private static ByteBuffer read(FileChannel in, long at, int length) throws IOException {
    var buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (in.read(buffer, at + buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  private static int crc(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}

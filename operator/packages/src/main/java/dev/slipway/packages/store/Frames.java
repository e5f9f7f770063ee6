package dev.slipway.packages.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * How records stand in a file of a journal: each is its length, its CRC-32C, both 4 bytes with the
 * highest first, and its bytes. What follows the last whole record was never acknowledged and is
 * ignored.
 */
final class Frames {

  private static final int HEADER = 8;
  private static final int LARGEST = 256 << 20;

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

  /**
   * Reads the records of a file, in order.
   *
   * @throws IOException also when one in the middle is damaged: somebody else has changed the file,
   *     and what follows cannot be trusted
   */
  static void replay(Path path, Journal.Reader reader) throws IOException {
    try (var in = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = in.size();
      long at = 0;
      while (at + HEADER <= size) {
        var header = read(in, at, HEADER);
        int length = header.getInt();
        int crc = header.getInt();
        if (length <= 0 || length > LARGEST) {
          if (zeros(in, at, size)) {
            return;
          }
          throw damaged(path, at);
        }
        if (at + HEADER + length > size) {
          return;
        }
        var record = read(in, at + HEADER, length).array();
        if (crc != crc(record)) {
          if (at + HEADER + length == size) {
            return;
          }
          throw damaged(path, at);
        }
        reader.read(record);
        at += HEADER + length;
      }
    }
  }

  /** A file system may make a file longer before it has the bytes. */
  private static boolean zeros(FileChannel in, long from, long size) throws IOException {
    for (long at = from; at < size; ) {
      var part = read(in, at, (int) Math.min(1 << 16, size - at));
      while (part.hasRemaining()) {
        if (part.get() != 0) {
          return false;
        }
      }
      at += part.capacity();
    }
    return true;
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

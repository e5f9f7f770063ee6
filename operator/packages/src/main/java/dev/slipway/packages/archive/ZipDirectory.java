package dev.slipway.packages.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How large the directory of a zip archive says that it is; the JDK reads it whole into memory.
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.14 to 4.3.16.
 */
public final class ZipDirectory {

  private static final int END = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int SIZE = 12;
  private static final int LOCATOR_LENGTH = 20;
  private static final int LOCATOR = 0x07064b50;
  private static final int END_64_LENGTH = 56;
  private static final int SIZE_64 = 40;

  private ZipDirectory() {}

  /**
   * Bytes; 0 when the file is no archive. Of several ends that a file may seem to have the largest
   * counts.
   */
  public static long size(Path file) throws IOException {
    try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
      long from = Math.max(0, in.size() - END_LENGTH - LONGEST_COMMENT - LOCATOR_LENGTH);
      var tail = read(in, from, (int) (in.size() - from));
      long largest = 0;
      for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
        if (tail.getInt(at) == END) {
          largest = Math.max(largest, Integer.toUnsignedLong(tail.getInt(at + SIZE)));
          largest = Math.max(largest, large(in, tail, at - LOCATOR_LENGTH));
        }
      }
      return largest;
    }
  }

  /** What the end of a large archive says, if there is a locator of one. */
  private static long large(FileChannel in, ByteBuffer tail, int at) throws IOException {
    if (at < 0 || tail.getInt(at) != LOCATOR) {
      return 0;
    }
    long end = tail.getLong(at + 8);
    if (end < 0 || end + END_64_LENGTH > in.size()) {
      return Long.MAX_VALUE;
    }
    long size = read(in, end, END_64_LENGTH).getLong(SIZE_64);
    return size < 0 ? Long.MAX_VALUE : size;
  }

  private static ByteBuffer read(FileChannel in, long at, int length) throws IOException {
    var buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && in.read(buffer, at + buffer.position()) >= 0) {}
    return buffer.flip();
  }
}

package dev.slipway.packages.advisory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How large a zip archive's directory is, which is in memory whole while one reads it. */
final class ZipDirectory {

  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int SIZE_AT = 12;
  private static final int LOCATOR_BYTES = 20;
  private static final int LOCATED_AT = 8;
  private static final int WIDE_SIZE_AT = 40;
  private static final long WIDE = 0xffffffffL;

  private ZipDirectory() {}

  /**
   * The size in bytes; 0 when the file is no archive. Source: PKWARE APPNOTE 6.3, 4.3.14 and
   * 4.3.16.
   */
  static long size(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long from = Math.max(0, channel.size() - LONGEST_COMMENT - END_BYTES - LOCATOR_BYTES);
      var tail = read(channel, from, (int) (channel.size() - from));
      for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
        if (tail.getInt(at) == END) {
          long size = tail.getInt(at + SIZE_AT) & WIDE;
          return size == WIDE && at >= LOCATOR_BYTES
              ? wide(channel, tail.getLong(at - LOCATOR_BYTES + LOCATED_AT))
              : size;
        }
      }
      return 0;
    }
  }

  private static long wide(FileChannel channel, long at) throws IOException {
    return at < 0 || at + WIDE_SIZE_AT + Long.BYTES > channel.size()
        ? 0
        : read(channel, at + WIDE_SIZE_AT, Long.BYTES).getLong(0) & Long.MAX_VALUE;
  }

  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    long next = at;
    for (int n = 0; n >= 0 && bytes.hasRemaining(); next += Math.max(0, n)) {
      n = channel.read(bytes, next);
    }
    return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
  }
}

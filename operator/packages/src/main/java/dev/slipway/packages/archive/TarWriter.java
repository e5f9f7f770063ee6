package dev.slipway.packages.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a tar archive of regular files into a stream. Source: POSIX.1-2017, pax, ustar interchange
 * format; sizes of 8 GiB and more as GNU tar writes them.
 */
public final class TarWriter implements AutoCloseable {

  static final int BLOCK = 512;
  static final int NAME = 100;
  static final int SIZE = 124;
  static final int SIZE_LENGTH = 12;
  static final int SUM = 148;
  static final int SUM_LENGTH = 8;
  static final int TYPE = 156;
  private static final int MODE = 100;
  private static final int TIME = 136;
  private static final int MAGIC = 257;
  private static final long MOST_OCTAL = 1L << 33;

  private final OutputStream out;
  private long left;
  private long padding;

  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Begins a file; the one before must be whole.
   *
   * @param name at most 100 characters of ASCII
   * @param size bytes
   */
  public void begin(String name, long size) throws IOException {
    end();
    var header = new byte[BLOCK];
    text(header, 0, name);
    text(header, MODE, "0000644\0" + "0000000\0" + "0000000\0");
    if (size < MOST_OCTAL) {
      text(header, SIZE, "%011o".formatted(size));
    } else {
      header[SIZE] = (byte) 0x80;
      for (int i = 0; i < Long.BYTES; i++) {
        header[SIZE + SIZE_LENGTH - 1 - i] = (byte) (size >>> (8 * i));
      }
    }
    text(header, TIME, "%011o".formatted(0));
    header[TYPE] = '0';
    text(header, MAGIC, "ustar\0" + "00");
    text(header, SUM, "%06o\0 ".formatted(sum(header)));
    out.write(header);
    left = size;
    padding = (BLOCK - size % BLOCK) % BLOCK;
  }

  /** Sums a header up, its own sum taken as blanks. */
  static int sum(byte[] header) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= SUM && i < SUM + SUM_LENGTH ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  private static void text(byte[] header, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** Writes bytes of the file. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > left) {
      throw new IOException("the file is longer than was said");
    }
    out.write(bytes, offset, length);
    left -= length;
  }

  private void end() throws IOException {
    if (left != 0) {
      throw new IOException("the file is shorter than was said");
    }
    out.write(new byte[(int) padding]);
    padding = 0;
  }

  /** Ends the archive; the stream stays open. */
  @Override
  public void close() throws IOException {
    end();
    out.write(new byte[2 * BLOCK]);
    out.flush();
  }
}

package dev.slipway.packages.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a tar archive of regular files from a stream, one after the other, in no more memory than a
 * header. Folders are passed over; links, devices and what extends a header are refused. Source:
 * POSIX.1-2017, pax, ustar interchange format.
 */
public final class TarReader {

  private static final int OCTAL = 8;
  private static final char FOLDER = '5';

  private final InputStream in;
  private long left;
  private long padding;

  public TarReader(InputStream in) {
    this.in = in;
  }

  /** A file of the archive. */
  public record Entry(String name, long size) {}

  /** An archive that is none, or has what it may not have. */
  public static final class UnusableException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnusableException(String message) {
      super(message);
    }
  }

  /** The next file; empty at the end of the archive. What was not read of the last is skipped. */
  public Optional<Entry> next() throws IOException {
    while (true) {
      skip(left + padding);
      var header = in.readNBytes(TarWriter.BLOCK);
      if (header.length < TarWriter.BLOCK) {
        throw new UnusableException("the archive breaks off");
      }
      if (header[0] == 0) {
        return Optional.empty();
      }
      checkSum(header);
      left = size(header);
      padding = (TarWriter.BLOCK - left % TarWriter.BLOCK) % TarWriter.BLOCK;
      var name = text(header, 0, TarWriter.NAME);
      char type = (char) header[TarWriter.TYPE];
      if (type == '0' || type == 0) {
        return Optional.of(new Entry(name, left));
      }
      if (type != FOLDER || left != 0) {
        throw new UnusableException("the archive has " + name + ", which is no regular file");
      }
    }
  }

  private void skip(long bytes) throws IOException {
    try {
      in.skipNBytes(bytes);
    } catch (EOFException e) {
      throw new UnusableException("the archive breaks off");
    }
  }

  private static void checkSum(byte[] header) throws UnusableException {
    var sum = text(header, TarWriter.SUM, TarWriter.SUM_LENGTH).strip();
    if (!sum.matches("[0-7]{1,8}") || Integer.parseInt(sum, OCTAL) != TarWriter.sum(header)) {
      throw new UnusableException("the archive is damaged, or is no tar archive");
    }
  }

  private static long size(byte[] header) throws UnusableException {
    if ((header[TarWriter.SIZE] & 0x80) != 0) {
      long size = header[TarWriter.SIZE] & 0x3f;
      for (int i = 1; i < TarWriter.SIZE_LENGTH; i++) {
        if (size >= 1L << 54) {
          throw new UnusableException("the archive has a file of impossible size");
        }
        size = (size << 8) | (header[TarWriter.SIZE + i] & 0xff);
      }
      return size;
    }
    var text = text(header, TarWriter.SIZE, TarWriter.SIZE_LENGTH).strip();
    if (!text.matches("[0-7]{1,12}")) {
      throw new UnusableException("the archive has a file of impossible size");
    }
    return Long.parseLong(text, OCTAL);
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.UTF_8);
  }

  /** Reads bytes of the file; -1 at its end. */
  public int read(byte[] into) throws IOException {
    if (left == 0) {
      return -1;
    }
    int n = in.read(into, 0, (int) Math.min(into.length, left));
    if (n < 0) {
      throw new UnusableException("the archive breaks off");
    }
    left -= n;
    return n;
  }
}

package dev.slipway.packages.archive;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads one entry of a gzipped tar archive into memory. What comes from strangers is bounded:
 * entries, bytes when unpacked, and how much larger the archive may be then. Source: POSIX.1-2017,
 * pax, ustar interchange format.
 */
public final class TarEntries {

  private static final int BLOCK = 512;
  private static final int MOST_ENTRIES = 100_000;
  private static final long MOST_BYTES = 4L << 30;
  private static final long SMALL = 64L << 20;
  private static final int MOST_RATIO = 100;
  private static final int OCTAL = 8;
  private static final int NAME = 100;
  private static final int SIZE = 124;
  private static final int TYPE = 156;
  private static final int PREFIX = 345;
  private static final int PREFIX_LENGTH = 155;

  private TarEntries() {}

  /**
   * Finds the first entry with a name.
   *
   * @param largest of the entry, bytes
   * @return empty when there is none, when it is too large, or when the file is no archive or a
   *     bomb
   */
  public static Optional<byte[]> find(Path file, Predicate<String> name, int largest)
      throws IOException {
    long limit = Math.min(MOST_BYTES, Math.max(SMALL, Files.size(file) * MOST_RATIO));
    try (var in =
        new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16))) {
      return find(in, name, largest, limit);
    } catch (EOFException | ZipException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> find(
      InputStream in, Predicate<String> wanted, int largest, long limit) throws IOException {
    long sum = 0;
    for (int i = 0; i < MOST_ENTRIES; i++) {
      var header = in.readNBytes(BLOCK);
      if (header.length < BLOCK || header[0] == 0) {
        return Optional.empty();
      }
      long size = size(header);
      long padded = (size + BLOCK - 1) / BLOCK * BLOCK;
      sum += BLOCK + padded;
      if (size < 0 || sum > limit) {
        return Optional.empty();
      }
      char type = (char) header[TYPE];
      if ((type == '0' || type == 0) && wanted.test(name(header))) {
        return size > largest ? Optional.empty() : Optional.of(in.readNBytes((int) size));
      }
      in.skipNBytes(padded);
    }
    return Optional.empty();
  }

  private static String name(byte[] header) {
    var name = text(header, 0, NAME);
    boolean ustar = text(header, 257, 5).equals("ustar");
    var prefix = ustar ? text(header, PREFIX, PREFIX_LENGTH) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.UTF_8);
  }

  private static long size(byte[] header) {
    try {
      return Long.parseLong(text(header, SIZE, 12).strip(), OCTAL);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}

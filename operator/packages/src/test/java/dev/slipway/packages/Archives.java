package dev.slipway.packages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives of packages, as small or as large as a test wants them. */
public final class Archives {

  private static final int BLOCK = 512;

  /** The same bytes each time. */
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  /** A zip archive or a gzipped tar archive that is being written. */
  public interface Filling {
    void fill(Entries into) throws IOException;
  }

  /** Takes entries. */
  public interface Entries {
    void add(String name, long size, Bytes bytes) throws IOException;

    default void add(String name, String text) throws IOException {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      add(name, bytes.length, out -> out.write(bytes));
    }
  }

  /** Writes an entry's bytes. */
  public interface Bytes {
    void write(OutputStream out) throws IOException;
  }

  private Archives() {}

  /** A tar archive, gzipped. */
  public static byte[] tar(Filling filling) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes, 1 << 16)) {
      filling.fill(
          (name, size, content) -> {
            out.write(header(name, size));
            content.write(out);
            out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
          });
      out.write(new byte[2 * BLOCK]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] header(String name, long size) {
    var header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 124, "%011o".formatted(size));
    put(header, 148, "        ");
    header[156] = '0';
    put(header, 257, "ustar\0" + "00");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] into, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  /** A zip archive. */
  public static byte[] zip(Filling filling) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(bytes)) {
      filling.fill(
          (name, size, content) -> {
            var entry = new ZipEntry(name);
            entry.setTimeLocal(TIME);
            out.putNextEntry(entry);
            content.write(out);
            out.closeEntry();
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** So many zeros. */
  public static Bytes zeros(long size) {
    return out -> {
      var block = new byte[1 << 16];
      for (long left = size; left > 0; left -= block.length) {
        out.write(block, 0, (int) Math.min(left, block.length));
      }
    };
  }
}

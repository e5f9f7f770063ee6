package dev.slipway.packages.advisory;

import dev.slipway.packages.archive.ZipDirectory;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads a zip archive of OSV entries. Nothing is unpacked to disk. */
final class OsvArchive {

  private static final int MOST_RATIO = 200;
  private static final int SMALL = 1 << 16;
  private static final long LARGEST_DIRECTORY = 64L << 20;

  private OsvArchive() {}

  /**
   * Gives every file of the archive that ends in {@code .json} to the entries.
   *
   * @throws UnusableFile when it is no archive, or is a bomb
   */
  static void read(Path file, AdvisoryLimits limits, Entries entries)
      throws IOException, UnusableFile {
    if (ZipDirectory.size(file) > LARGEST_DIRECTORY) {
      throw new UnusableFile("the archive has too many files", true);
    }
    long unpacked = 0;
    try (var zip = new ZipFile(file.toFile())) {
      for (var all = zip.entries(); all.hasMoreElements(); ) {
        var entry = all.nextElement();
        if (!entry.isDirectory() && entry.getName().endsWith(".json")) {
          unpacked += read(zip, entry, limits, entries);
        }
        if (unpacked > limits.unpacked()) {
          throw new UnusableFile(
              "the archive unpacks to more than " + limits.unpacked() + " bytes", true);
        }
      }
    } catch (ZipException e) {
      throw new UnusableFile("the archive cannot be read: " + e.getMessage());
    }
  }

  private static long read(ZipFile zip, ZipEntry entry, AdvisoryLimits limits, Entries entries)
      throws IOException, UnusableFile {
    byte[] bytes;
    try (var in = zip.getInputStream(entry)) {
      bytes = in.readNBytes(limits.entry() + 1);
    } catch (ZipException | EOFException e) {
      entries.bad(entry.getName(), "it cannot be unpacked: " + e.getMessage());
      return 0;
    }
    if (bytes.length > SMALL && bytes.length / MOST_RATIO > entry.getCompressedSize()) {
      throw new UnusableFile(
          Printable.text(entry.getName(), 200)
              + " in the archive unpacks to more than "
              + MOST_RATIO
              + " times its size, as only a bomb does",
          true);
    }
    entries.add(entry.getName(), bytes);
    return bytes.length;
  }
}

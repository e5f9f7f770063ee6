package dev.slipway.packages.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads one entry of a zip archive into memory; what comes from strangers is bounded. */
public final class ZipEntries {

  private static final int MOST_ENTRIES = 100_000;
  private static final int MOST_RATIO = 100;
  private static final int SMALL = 1 << 16;
  private static final long LARGEST_DIRECTORY = 32 << 20;

  private ZipEntries() {}

  /**
   * Finds the first entry with a name.
   *
   * @param largest of the entry, bytes
   * @return empty when there is none, when it is too large or a bomb, or when the file is no
   *     archive
   */
  public static Optional<byte[]> find(Path file, Predicate<String> name, int largest)
      throws IOException {
    if (ZipDirectory.size(file) > LARGEST_DIRECTORY) {
      return Optional.empty();
    }
    try (var zip = new ZipFile(file.toFile())) {
      if (zip.size() > MOST_ENTRIES) {
        return Optional.empty();
      }
      var found = zip.stream().filter(e -> !e.isDirectory() && name.test(e.getName())).findFirst();
      if (found.isEmpty()) {
        return Optional.empty();
      }
      long most = Math.min(largest, Math.max(SMALL, found.get().getCompressedSize() * MOST_RATIO));
      try (var in = zip.getInputStream(found.get())) {
        var bytes = in.readNBytes((int) most + 1);
        return bytes.length > most ? Optional.empty() : Optional.of(bytes);
      }
    } catch (ZipException e) {
      return Optional.empty();
    }
  }

  /**
   * The names of the entries; empty when the file is no archive, has more than 100,000, or has a
   * directory of more than 32 MiB.
   */
  public static Optional<List<String>> names(Path file) throws IOException {
    if (ZipDirectory.size(file) > LARGEST_DIRECTORY) {
      return Optional.empty();
    }
    try (var zip = new ZipFile(file.toFile())) {
      return zip.size() > MOST_ENTRIES
          ? Optional.empty()
          : Optional.of(zip.stream().map(ZipEntry::getName).toList());
    } catch (ZipException e) {
      return Optional.empty();
    }
  }

  /** Whether all entries have such a name; false when the file is no archive. */
  public static boolean all(Path file, Predicate<String> name) throws IOException {
    if (ZipDirectory.size(file) > LARGEST_DIRECTORY) {
      return false;
    }
    try (var zip = new ZipFile(file.toFile())) {
      return zip.size() > 0
          && zip.size() <= MOST_ENTRIES
          && zip.stream().allMatch(e -> name.test(e.getName()));
    } catch (ZipException e) {
      return false;
    }
  }
}

package dev.slipway.packages.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that change as a whole: whoever reads one finds what it had or what it has now. */
public final class WholeFile {

  /** What the name of a file ends in while it is written. */
  public static final String PART = ".part";

  private WholeFile() {}

  /** Writes a text in place of what the file had; for one writer at a time. */
  public static void write(Path file, CharSequence text) throws IOException {
    Files.writeString(part(file), text);
    replace(file);
  }

  /** The same, and a power cut leaves the old text or the new one as well. */
  public static void writeForced(Path file, CharSequence text) throws IOException {
    Files.writeString(part(file), text);
    try (var channel = FileChannel.open(part(file), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    replace(file);
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + PART);
  }

  private static void replace(Path file) throws IOException {
    Files.move(
        part(file), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

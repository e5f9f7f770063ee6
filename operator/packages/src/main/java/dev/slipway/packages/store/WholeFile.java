package dev.slipway.packages.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that change as a whole: whoever reads one finds what it had or what it has now. */
public final class WholeFile {

  /** What the name of a file ends in while it is written. */
  public static final String PART = ".part";

  private WholeFile() {}

  /** Writes a text in place of what the file had; for one writer at a time. */
  public static void write(Path file, CharSequence text) throws IOException {
    var part = file.resolveSibling(file.getFileName() + PART);
    Files.writeString(part, text);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

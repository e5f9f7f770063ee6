package dev.slipway.packages.upkeep;

import dev.slipway.packages.store.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What upkeep writes down to go on with: short texts, and tables. */
interface Notes {

  /** A text; empty when there is none. */
  String read(String name) throws IOException;

  void write(String name, String text) throws IOException;

  Table table(String name);

  /** Files of a folder. */
  static Notes in(Path folder) {
    return new Notes() {
      @Override
      public String read(String name) throws IOException {
        try {
          return Files.readString(folder.resolve(name));
        } catch (NoSuchFileException e) {
          return "";
        }
      }

      @Override
      public void write(String name, String text) throws IOException {
        WholeFile.write(folder.resolve(name), text);
      }

      @Override
      public Table table(String name) {
        return new DigestFile(folder.resolve(name));
      }
    };
  }
}

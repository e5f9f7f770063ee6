package dev.slipway.packages.upkeep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
        var part = folder.resolve(name + ".part");
        Files.writeString(part, text);
        Files.move(
            part,
            folder.resolve(name),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }

      @Override
      public Table table(String name) {
        return new DigestFile(folder.resolve(name));
      }
    };
  }
}

package dev.slipway.packages.upkeep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room of the store. */
interface Volume {

  /** Free bytes. */
  long free() throws IOException;

  /** All bytes. */
  long total() throws IOException;

  /** The volume of a folder. */
  static Volume of(Path folder) {
    return new Volume() {
      @Override
      public long free() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
      }

      @Override
      public long total() throws IOException {
        return Files.getFileStore(folder).getTotalSpace();
      }
    };
  }
}

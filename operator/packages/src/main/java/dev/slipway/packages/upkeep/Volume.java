package dev.slipway.packages.upkeep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room of the store. */
interface Volume {

  /** A store that is never full. */
  Volume ENDLESS =
      new Volume() {
        @Override
        public long free() {
          return 1L << 61;
        }

        @Override
        public long total() {
          return 1L << 62;
        }
      };

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

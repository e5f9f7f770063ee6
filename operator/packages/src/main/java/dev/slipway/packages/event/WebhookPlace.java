package dev.slipway.packages.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** How far a webhook has come in the log of events, kept in a file of its name. */
record WebhookPlace(Path folder, String name) {

  private static final String PART = ".part";

  /**
   * The number of the last event that is done with.
   *
   * @param last number in the log; that of a webhook that is new
   */
  long read(long last) throws IOException {
    try {
      return Math.min(last, Long.parseLong(Files.readString(folder.resolve(name))));
    } catch (NoSuchFileException | NumberFormatException e) {
      keep(last);
      return last;
    }
  }

  void keep(long number) throws IOException {
    var part = folder.resolve(name + PART);
    Files.writeString(part, Long.toString(number));
    Files.move(
        part,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  void forget() throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  /** The webhooks that have a place. */
  static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(n -> !n.endsWith(PART)).toList();
    }
  }
}

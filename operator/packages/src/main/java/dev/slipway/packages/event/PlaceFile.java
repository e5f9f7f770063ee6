package dev.slipway.packages.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A file of the webhook's name. */
record PlaceFile(Path folder, String name) implements WebhookPlace {

  private static final String PART = ".part";

  @Override
  public long read(long last) throws IOException {
    try {
      return Math.min(last, Long.parseLong(Files.readString(folder.resolve(name))));
    } catch (NoSuchFileException | NumberFormatException e) {
      keep(last);
      return last;
    }
  }

  @Override
  public void keep(long number) throws IOException {
    var part = folder.resolve(name + PART);
    Files.writeString(part, Long.toString(number));
    Files.move(
        part,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void forget() throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  /** The webhooks that have a place. */
  static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(n -> !n.endsWith(PART)).toList();
    }
  }
}

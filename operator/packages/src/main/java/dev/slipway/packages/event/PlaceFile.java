package dev.slipway.packages.event;

import dev.slipway.packages.store.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A file of the webhook's name. */
record PlaceFile(Path folder, String name) implements WebhookPlace {

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
    WholeFile.write(folder.resolve(name), Long.toString(number));
  }

  @Override
  public void forget() throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  /** The webhooks that have a place. */
  static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> !n.endsWith(WholeFile.PART))
          .toList();
    }
  }
}

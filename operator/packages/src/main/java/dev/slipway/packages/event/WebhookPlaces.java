package dev.slipway.packages.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How far each webhook has come, and whether it is for this process to tell it. Thread-safe. */
interface WebhookPlaces {

  /** Whether this process tells webhooks of events now, and no other does. */
  boolean mine();

  WebhookPlace of(String name);

  /** The webhooks that have a place. */
  List<String> names() throws IOException;

  /** Files of a folder that this process has for itself. */
  static WebhookPlaces in(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new WebhookPlaces() {
      @Override
      public boolean mine() {
        return true;
      }

      @Override
      public WebhookPlace of(String name) {
        return new PlaceFile(folder, name);
      }

      @Override
      public List<String> names() throws IOException {
        return PlaceFile.names(folder);
      }
    };
  }
}

package dev.slipway.testkit.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** This repository, found from the working directory upwards. */
public final class Checkout {

  private Checkout() {}

  public static Path root() {
    for (var p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      if (Files.isDirectory(p.resolve("crds")) && Files.exists(p.resolve("mvnw"))) {
        return p;
      }
    }
    throw new IllegalStateException("not inside Slipway's repository");
  }
}

package dev.slipway.packages.pypi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes wheels with one module that says its version. */
public final class Wheel {

  private Wheel() {}

  /**
   * Makes a wheel.
   *
   * @param name as files write it: with underscores
   * @param more further lines of METADATA
   */
  public static Path make(Path folder, String name, String version, String more)
      throws IOException {
    Files.createDirectories(folder);
    var file = folder.resolve(name + "-" + version + "-py3-none-any.whl");
    var info = name + "-" + version + ".dist-info/";
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      entry(zip, name + ".py", "VERSION = '" + version + "'\n");
      entry(
          zip,
          info + "METADATA",
          "Metadata-Version: 2.1\nName: %s\nVersion: %s\nSummary: A demo\n%s\nText.\n"
              .formatted(name.replace('_', '-'), version, more));
      entry(
          zip,
          info + "WHEEL",
          "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
      entry(
          zip,
          info + "RECORD",
          "%1$s.py,,\n%2$sMETADATA,,\n%2$sWHEEL,,\n%2$sRECORD,,\n".formatted(name, info));
    }
    return file;
  }

  private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.UTF_8));
  }
}

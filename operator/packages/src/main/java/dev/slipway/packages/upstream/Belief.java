package dev.slipway.packages.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Whether a document is what was asked for, before it takes the place of an older one. */
public interface Belief {

  /**
   * Says why it is not; empty when it is.
   *
   * @param document whose file is no blob yet
   */
  Optional<String> problem(Documents.Document document) throws IOException;

  /** A JSON object, or one on each line. */
  static Optional<String> json(Documents.Document document) throws IOException {
    try (var file = FileChannel.open(document.file(), StandardOpenOption.READ)) {
      long size = file.size();
      var first = edge(file, 0, Math.min(size, Magic.BYTES));
      var last = edge(file, Math.max(0, size - Magic.BYTES), size);
      return first.startsWith("{") && last.endsWith("}")
          ? Optional.empty()
          : Optional.of("it is no JSON object");
    }
  }

  /** Anything that is no page for people. */
  static Optional<String> anything(Documents.Document document) throws IOException {
    try (var in = Files.newInputStream(document.file())) {
      return Magic.problem("", document.type(), in.readNBytes(Magic.BYTES));
    }
  }

  private static String edge(FileChannel file, long from, long to) throws IOException {
    var bytes = ByteBuffer.allocate((int) (to - from));
    while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {}
    return new String(bytes.array(), StandardCharsets.ISO_8859_1).strip();
  }
}

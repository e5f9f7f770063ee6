package dev.slipway.controller.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Git's pkt-line framing. Source: gitprotocol-common. */
final class PacketLines {

  private static final String FLUSH = "0000";
  private static final String DELIMITER = "0001";
  private static final int HEADER = 4;
  private static final int LARGEST = 65_520;

  private PacketLines() {}

  /** Frames a request; null stands for the delimiter, a flush ends it. */
  static byte[] request(List<String> lines) {
    var out = new ByteArrayOutputStream();
    for (var line : lines) {
      var text = line == null ? DELIMITER : framed(line + "\n");
      out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
    out.writeBytes(FLUSH.getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static String framed(String line) {
    return "%04x%s".formatted(HEADER + line.getBytes(StandardCharsets.UTF_8).length, line);
  }

  /**
   * Reads lines up to a flush that follows at least one line, or the end.
   *
   * @throws IOException when the bytes are no pkt-lines, or more than {@code limit}
   */
  static List<String> read(InputStream in, int limit) throws IOException {
    var lines = new ArrayList<String>();
    int sum = 0;
    while (true) {
      var header = in.readNBytes(HEADER);
      if (header.length == 0) {
        return lines;
      }
      int length = length(header);
      if (length < HEADER) {
        if (length == 0 && !lines.isEmpty()) {
          return lines;
        }
        continue;
      }
      sum += length;
      if (sum > limit) {
        throw new IOException("the answer has more than " + limit + " bytes");
      }
      var body = in.readNBytes(length - HEADER);
      lines.add(new String(body, StandardCharsets.UTF_8).stripTrailing());
    }
  }

  private static int length(byte[] header) throws IOException {
    try {
      int length = Integer.parseInt(new String(header, StandardCharsets.US_ASCII), 16);
      if (length <= LARGEST) {
        return length;
      }
    } catch (NumberFormatException e) {
      // answered below
    }
    throw new IOException("the answer is not Git's protocol");
  }
}
